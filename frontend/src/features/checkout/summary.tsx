import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'react-router';
import { formatMoney } from '../../lib/money';
import { sentencesOf } from './notices';
import type { Quote } from './queries';

/** What it costs, with tax by rate, and what stands against it. */
export function Summary({
  currency,
  quoted,
}: {
  currency: string;
  quoted: UseQueryResult<{ quote: Quote; totalBefore?: number }>;
}) {
  const { quote, totalBefore } = quoted.data ?? {};
  const money = (amountMinor: number) => formatMoney({ amountMinor, currency });
  return (
    <aside
      aria-label="Summary"
      aria-busy={quoted.isFetching}
      className="rounded-2xl border border-line bg-surface p-6 lg:sticky lg:top-28"
    >
      <div className="flex items-baseline justify-between gap-4">
        <h2 className="text-2xl">Summary</h2>
        <Link to="/cart" className="text-sm underline underline-offset-4">
          Change the cart
        </Link>
      </div>
      {quote ? (
        <>
          <ul className="mt-5 space-y-4 text-sm">
            {quote.parts.map((part) => (
              <li key={part.vendor.id}>
                <p className="font-medium">
                  <bdi>{part.vendor.name}</bdi>
                </p>
                <ul>
                  {part.lines.map((line) => (
                    <li
                      key={line.productId}
                      className="flex justify-between gap-4"
                    >
                      <span className="line-clamp-2 min-w-0" dir="auto">
                        {line.quantity} × {line.name}
                      </span>
                      <span className="shrink-0 tabular-nums">
                        {money(line.amountMinor)}
                      </span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
          <Sums quote={quote} money={money} />
        </>
      ) : (
        <p className="mt-4 text-sm text-quiet">
          Delivery and tax are added once the country is known.
        </p>
      )}
      <div aria-live="polite" className="text-sm text-warn">
        {totalBefore !== undefined && quote && (
          <p className="mt-4">
            The total has changed from {money(totalBefore)} to{' '}
            {money(quote.totalMinor)}.
          </p>
        )}
        {quote &&
          sentencesOf(quote).map((sentence) => (
            <p key={sentence} className="mt-4">
              {sentence}
            </p>
          ))}
      </div>
    </aside>
  );
}

function Sums({
  quote,
  money,
}: {
  quote: Quote;
  money: (amountMinor: number) => string;
}) {
  const row = 'flex justify-between gap-4';
  return (
    <dl className="mt-5 space-y-1.5 border-t border-line pt-4 text-sm tabular-nums">
      <div className={row}>
        <dt>Products</dt>
        <dd>{money(quote.itemsMinor)}</dd>
      </div>
      <div className={row}>
        <dt>Delivery</dt>
        <dd>
          {quote.shippingMinor === 0 ? 'Free' : money(quote.shippingMinor)}
        </dd>
      </div>
      {quote.taxes.map(({ percent, taxMinor }) => (
        <div key={percent} className={`${row} text-quiet`}>
          <dt>
            {quote.pricesIncludeTax ? 'Includes' : 'Plus'} {percent} % tax
          </dt>
          <dd>{money(taxMinor)}</dd>
        </div>
      ))}
      <div className={`${row} items-baseline border-t border-line pt-3`}>
        <dt className="text-base font-medium">Total</dt>
        <dd className="text-2xl">{money(quote.totalMinor)}</dd>
      </div>
    </dl>
  );
}
