import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { formatMoney } from '../../lib/money';
import { useTitle } from '../../lib/title';
import { CartLines } from './cart-lines';
import { cartQuery, type Cart } from './queries';
import { SavedLines } from './saved-lines';

export function Component() {
  useTitle('Cart');
  const cart = useQuery(cartQuery);
  return (
    <div className="wrap max-w-5xl py-10">
      <h1 className="text-4xl sm:text-5xl">Your cart</h1>
      {cart.data ? (
        <>
          <Contents cart={cart.data} />
          {cart.data.saved.length > 0 && <SavedLines lines={cart.data.saved} />}
        </>
      ) : cart.isError ? (
        <div className="mt-8 max-w-xl">
          <ProblemNote error={cart.error} retry={() => void cart.refetch()} />
        </div>
      ) : (
        <Skeleton className="mt-8 h-40 w-full" round="rounded-xl" />
      )}
    </div>
  );
}

function Contents({ cart }: { cart: Cart }) {
  const { parts, missing } = cart;
  if (parts.length === 0)
    return (
      <Empty title="There is nothing in it yet">
        <Button asChild look="outline" className="mt-6">
          <Link to="/products">See all products</Link>
        </Button>
      </Empty>
    );
  return (
    <>
      {missing.length > 0 && (
        <p role="status" className="mt-6 text-sm text-warn">
          {missing.includes('prices') ? 'Prices' : 'Stock'} cannot be read right
          now. What you see of them is from when you added the product.
        </p>
      )}
      {parts.length > 1 && (
        <p className="mt-6 text-sm text-quiet">
          Your cart has products in {parts.length} currencies. Each is an order
          of its own.
        </p>
      )}
      {parts.map((part) => (
        <div
          key={part.currency}
          className="mt-8 grid items-start gap-x-14 gap-y-8 lg:grid-cols-[1fr_19rem]"
        >
          <div className="space-y-10">
            <CartLines part={part} />
          </div>
          <aside
            aria-label={`Total in ${part.currency}`}
            className="rounded-2xl border border-line bg-surface p-6 lg:sticky lg:top-28"
          >
            <div className="flex items-baseline justify-between">
              <p>Subtotal</p>
              <p className="text-2xl tabular-nums">
                {formatMoney({
                  amountMinor: part.subtotalMinor,
                  currency: part.currency,
                })}
              </p>
            </div>
            <p className="mt-2 text-sm text-quiet">
              Delivery and tax come with your address. A cart holds no stock:
              someone else may be faster.
            </p>
            <Button asChild className="mt-5 w-full">
              <Link to={`/checkout?currency=${part.currency}`}>Checkout</Link>
            </Button>
          </aside>
        </div>
      ))}
    </>
  );
}
