import { useEffect, useRef } from 'react';
import { Button } from '../../components/ui/button';
import { addressLines } from '../../lib/delivery/address-form';
import { formatMoney } from '../../lib/money';
import type { CheckoutForm } from './form';
import { sentencesOf } from './notices';
import type { Quote } from './queries';

const time = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
});

/** All that was entered, and for how long the price holds. */
export function Review({
  details,
  quote,
  change,
}: {
  details: CheckoutForm;
  quote: Quote | undefined;
  change: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section
      aria-label="Review"
      className="rounded-2xl border border-line bg-surface p-6"
    >
      <h2 ref={heading} tabIndex={-1} className="text-2xl outline-none">
        Review
      </h2>
      <div className="mt-4 grid gap-6 sm:grid-cols-2">
        <div className="min-w-0 break-words">
          <h3 className="text-sm text-quiet">Contact</h3>
          <p>
            <bdi>{details.email}</bdi>
          </p>
        </div>
        <address className="min-w-0 not-italic break-words">
          <h3 className="text-sm text-quiet">Delivery address</h3>
          {addressLines(details).map((text, n) => (
            <span key={n} className="block" dir="auto">
              {text}
            </span>
          ))}
        </address>
      </div>
      <p role="status" className="mt-5">
        <Price quote={quote} />
      </p>
      <Button look="outline" className="mt-5" onClick={change}>
        Change something
      </Button>
    </section>
  );
}

function Price({ quote }: { quote: Quote | undefined }) {
  if (!quote) return <>One moment: the price is being asked.</>;
  const { expiresAt, totalMinor: amountMinor, currency } = quote;
  if (quote.quote === null || expiresAt === null)
    return (
      <span className="text-warn">
        It cannot be ordered like this. {sentencesOf(quote).join(' ')}
      </span>
    );
  return (
    <>
      You would pay{' '}
      <strong className="font-medium">
        {formatMoney({ amountMinor, currency })}
      </strong>
      . This price holds until {time.format(Date.parse(expiresAt))}. This shop
      does not take orders yet, so nothing is bought or paid here.
    </>
  );
}
