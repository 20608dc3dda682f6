import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button';

/** The most that one line of a cart may have. */
const MOST = 999;

/** A number of units with buttons; `change` is called with 1 to `most`. */
export function Quantity({
  of,
  value,
  most = MOST,
  change,
}: {
  /** The product's name, for screen readers. */
  of: string;
  value: number;
  most?: number;
  change: (quantity: number) => void;
}) {
  /** What is being typed, until it is left. */
  const [typed, setTyped] = useState<string>();
  const limit = Math.max(1, Math.min(most, MOST));
  const set = (wanted: number) => {
    const next = Math.min(limit, Math.max(1, Math.trunc(wanted) || value));
    setTyped(undefined);
    if (next !== value) change(next);
  };
  return (
    <div
      role="group"
      aria-label={`Quantity of ${of}`}
      className="inline-flex items-center rounded-full border border-edge"
    >
      <Button
        look="ghost"
        size="icon"
        aria-label="One less"
        disabled={value <= 1}
        onClick={() => set(value - 1)}
      >
        <Minus aria-hidden size={16} />
      </Button>
      <input
        inputMode="numeric"
        aria-label="Quantity"
        className="w-10 bg-transparent text-center tabular-nums"
        value={typed ?? value}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => set(Number(typed ?? value))}
        onKeyDown={(event) =>
          event.key === 'Enter' && set(Number(typed ?? value))
        }
      />
      <Button
        look="ghost"
        size="icon"
        aria-label="One more"
        disabled={value >= limit}
        onClick={() => set(value + 1)}
      >
        <Plus aria-hidden size={16} />
      </Button>
    </div>
  );
}
