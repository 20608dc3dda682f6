import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import {
  addressesQuery,
  type Address,
} from '../../lib/delivery/saved-addresses';
import { sessionQuery } from '../../lib/session';
import { useTitle } from '../../lib/title';
import { cartQuery, type Cart } from '../cart/queries';
import { Checkout } from './checkout';

export function Component() {
  useTitle('Checkout');
  const cart = useQuery(cartQuery);
  const session = useQuery(sessionQuery);
  const customer = session.data?.customer;
  // Without them the address is typed, as a guest's is.
  const saved = useQuery({ ...addressesQuery, enabled: Boolean(customer) });
  const isWaiting = session.isPending || saved.isLoading;
  if (cart.isError)
    return (
      <div className="wrap max-w-xl py-20">
        <ProblemNote error={cart.error} retry={() => void cart.refetch()} />
      </div>
    );
  return (
    <div className="wrap max-w-6xl py-10">
      <h1 className="text-4xl sm:text-5xl">Checkout</h1>
      {cart.data && !isWaiting ? (
        <OfOneCurrency
          cart={cart.data}
          customer={customer}
          saved={(customer && saved.data?.items) ?? []}
        />
      ) : (
        <Skeleton className="mt-8 h-80 w-full" round="rounded-xl" />
      )}
    </div>
  );
}

/** Each currency of a cart is bought by itself. */
function OfOneCurrency({
  cart,
  customer,
  saved,
}: {
  cart: Cart;
  customer: { name: string; email: string } | undefined;
  saved: Address[];
}) {
  const [params] = useSearchParams();
  const asked = params.get('currency');
  const part =
    cart.parts.find(({ currency }) => currency === asked) ?? cart.parts[0];
  if (!part)
    return (
      <Empty title="There is nothing in your cart">
        <p>If you put something in while signed in, sign in to see it.</p>
        <div className="mt-6 flex flex-wrap justify-center gap-3">
          <Button asChild look="outline">
            <Link to="/sign-in?to=/checkout">Sign in</Link>
          </Button>
          <Button asChild>
            <Link to="/products">See all products</Link>
          </Button>
        </div>
      </Empty>
    );
  return (
    <Checkout
      key={part.currency}
      currency={part.currency}
      cartVersion={cart.version}
      customer={customer}
      saved={saved}
    />
  );
}
