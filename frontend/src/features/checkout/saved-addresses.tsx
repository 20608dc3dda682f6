import { Button } from '../../components/ui/button';
import type { Address } from '../../lib/delivery/saved-addresses';

/** Fills in an address of the account. */
export function SavedAddresses({
  saved,
  use,
}: {
  saved: Address[];
  use: (address: Address) => void;
}) {
  if (saved.length === 0) return null;
  return (
    <div role="group" aria-label="Your addresses" className="mb-6">
      <p className="mb-2 text-sm text-quiet">Use one of your addresses:</p>
      <div className="flex flex-wrap gap-2">
        {saved.map((address) => {
          const { id, name, lines, city } = address;
          return (
            <Button
              key={id}
              look="outline"
              size="sm"
              className="max-w-full"
              onClick={() => use(address)}
            >
              <span className="truncate" dir="auto">
                {[name, lines[0], city].join(', ')}
              </span>
            </Button>
          );
        })}
      </div>
    </div>
  );
}
