import type { UseQueryResult } from '@tanstack/react-query';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { deliveryDays } from '../../lib/delivery/delivery-days';
import { formatMoney } from '../../lib/money';
import type { Quote, QuotePart } from './queries';
import { Step } from './step';

/** How each maker delivers, of what it offers for this address. */
export function Deliveries({
  quoted,
  chosen,
  choose,
  isAddressKnown,
}: {
  quoted: UseQueryResult<{ quote: Quote }>;
  chosen: Record<string, string>;
  choose: (vendorId: string, methodId: string) => void;
  isAddressKnown: boolean;
}) {
  const quote = quoted.data?.quote;
  return (
    <Step title="Delivery">
      {!isAddressKnown ? (
        <p className="text-quiet">
          Choose the country, and what each maker offers is shown here.
        </p>
      ) : quote ? (
        <div className="space-y-8">
          {quote.parts.map((part) => (
            <OfMaker
              key={part.vendor.id}
              part={part}
              currency={quote.currency}
              wanted={chosen[part.vendor.id]}
              choose={choose}
            />
          ))}
        </div>
      ) : quoted.isError ? (
        <ProblemNote error={quoted.error} retry={() => void quoted.refetch()} />
      ) : (
        <Skeleton className="h-24 w-full" round="rounded-xl" />
      )}
    </Step>
  );
}

function OfMaker({
  part: { vendor, choices, shipping },
  currency,
  wanted,
  choose,
}: {
  part: QuotePart;
  currency: string;
  wanted: string | undefined;
  choose: (vendorId: string, methodId: string) => void;
}) {
  const selected = choices.some(({ id }) => id === wanted)
    ? wanted
    : shipping?.id;
  return (
    <fieldset>
      <legend className="mb-3 font-medium">
        <bdi>{vendor.name}</bdi>
      </legend>
      {choices.length === 0 ? (
        <p className="text-warn">
          This maker does not deliver there. Take its products out of your cart
          to go on.
        </p>
      ) : (
        <div className="divide-y divide-line rounded-xl border border-line bg-surface">
          {choices.map(({ id, name, kind, days, amountMinor }) => (
            <label
              key={id}
              className="flex cursor-pointer items-baseline gap-3 px-4 py-3.5"
            >
              <input
                type="radio"
                name={`delivery-${vendor.id}`}
                value={id}
                checked={selected === id}
                onChange={() => choose(vendor.id, id)}
                className="size-4 shrink-0 translate-y-0.5 accent-accent"
              />
              <span className="min-w-0 flex-1">
                <bdi className="font-medium">{name}</bdi>
                <span className="block text-sm text-quiet">
                  {deliveryDays(kind, days)}
                </span>
              </span>
              <span className="tabular-nums">
                {amountMinor === 0
                  ? 'Free'
                  : formatMoney({ amountMinor, currency })}
              </span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
