import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { formatMoney } from '../../lib/money';
import { useCartChange, type SavedLine } from './queries';

/** What was saved for later, beside the cart. */
export function SavedLines({ lines }: { lines: SavedLine[] }) {
  const change = useCartChange();
  return (
    <section aria-label="Saved for later" className="mt-14">
      <h2 className="border-b border-line pb-2 text-xl">Saved for later</h2>
      {change.isError && <ProblemNote error={change.error} />}
      <ul className="divide-y divide-line">
        {lines.map(({ product, quantity, priceThen, priceNow, notices }) => (
          <li
            key={product.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-4"
          >
            <p className="min-w-0 flex-1">
              <Link
                to={`/products/${product.id}`}
                className="line-clamp-2 font-medium hover:text-accent"
                dir="auto"
              >
                {product.name}
              </Link>
              <span className="text-sm text-quiet">
                {notices.includes('archived')
                  ? 'No longer for sale'
                  : formatMoney(priceNow ?? priceThen)}
              </span>
            </p>
            <div className="-mr-3.5">
              {!notices.includes('archived') && (
                <Button
                  look="ghost"
                  size="sm"
                  aria-label={`Move to cart: ${product.name}`}
                  onClick={() =>
                    change.mutate({ productId: product.id, quantity })
                  }
                >
                  Move to cart
                </Button>
              )}
              <Button
                look="ghost"
                size="sm"
                aria-label={`Forget ${product.name}`}
                onClick={() =>
                  change.mutate({ productId: product.id, saved: false })
                }
              >
                Forget
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
