import { useState } from 'react';
import { formatMoney } from '../../../lib/money';
import type { Facets } from '../query/queries';

type Price = NonNullable<Facets['price']>;
type Range = [from: number, to: number];

interface PriceFilterProps {
  price: Price;
  chosen: { minPrice?: number; maxPrice?: number };
  onChange: (chosen: {
    minPrice: number | undefined;
    maxPrice: number | undefined;
  }) => void;
}

/**
 * A histogram of prices with two thumbs to narrow the range. A thumb left at
 * its end does not filter.
 */
export function PriceFilter({ price, chosen, onChange }: PriceFilterProps) {
  const { min, max, currency, buckets } = price;
  const asChosen: Range = [
    clamp(chosen.minPrice ?? min, min, max),
    clamp(chosen.maxPrice ?? max, min, max),
  ];
  /**
   * Set while a thumb is being moved; on release the range goes into the URL.
   */
  const [moving, setMoving] = useState<Range>();
  const [from, to] = moving ?? asChosen;
  const words = (amountMinor: number) =>
    currency === null
      ? String(amountMinor / 100)
      : formatMoney({ amountMinor, currency });
  const scale = { min, max: Math.max(max, min + 1), step: stepOf(max - min) };
  const at = (value: number) => (100 * (value - min)) / (scale.max - min);
  const commit = () => {
    setMoving(undefined);
    const next = {
      minPrice: from > min ? from : undefined,
      maxPrice: to < max ? to : undefined,
    };
    if (next.minPrice !== chosen.minPrice || next.maxPrice !== chosen.maxPrice)
      onChange(next);
  };

  return (
    <div>
      <Histogram buckets={buckets} from={from} to={to} />
      <div className="relative h-5" onPointerUp={commit} onKeyUp={commit}>
        <div
          aria-hidden
          className="absolute inset-x-0 top-2 h-1 rounded-full bg-line"
        >
          <div
            className="absolute h-full rounded-full bg-accent"
            style={{ left: `${at(from)}%`, right: `${100 - at(to)}%` }}
          />
        </div>
        <Thumb
          label="Lowest price"
          words={words(from)}
          {...scale}
          value={from}
          onMove={(value) => setMoving([Math.min(value, to), to])}
        />
        <Thumb
          label="Highest price"
          words={words(to)}
          {...scale}
          value={to}
          onMove={(value) => setMoving([from, Math.max(value, from)])}
        />
      </div>
      <p className="mt-2 flex justify-between text-sm text-quiet">
        <span>{words(from)}</span>
        <span>{words(to)}</span>
      </p>
    </div>
  );
}

interface ThumbProps {
  label: string;
  words: string;
  min: number;
  max: number;
  step: number;
  value: number;
  onMove: (value: number) => void;
}

/** One of two overlaid sliders: only the thumbs take the pointer. */
const Thumb = ({ label, words, onMove, max, value, ...scale }: ThumbProps) => (
  <input
    type="range"
    aria-label={label}
    aria-valuetext={words}
    {...scale}
    // Rounded up, so that a shorter last step can be reached.
    max={Math.ceil((max - scale.min) / scale.step) * scale.step + scale.min}
    value={value}
    onChange={(event) => onMove(Math.min(max, Number(event.target.value)))}
    className="range-thumb absolute inset-0 w-full"
  />
);

const Histogram = ({
  buckets,
  from,
  to,
}: {
  buckets: Price['buckets'];
  from: number;
  to: number;
}) => {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  return (
    <div aria-hidden className="flex h-14 items-end gap-0.5 px-2">
      {buckets.map((bucket) => (
        <div
          key={bucket.from}
          className={`flex-1 rounded-t-sm ${bucket.to >= from && bucket.from <= to ? 'bg-accent/60' : 'bg-line'}`}
          style={{
            height: `${bucket.count === 0 ? 0 : Math.max(6, (100 * bucket.count) / most)}%`,
          }}
        />
      ))}
    </div>
  );
};

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));

/** Steps of whole units when the range is wide enough. */
const stepOf = (range: number): number =>
  range >= 5_000 ? 100 : range >= 500 ? 10 : 1;
