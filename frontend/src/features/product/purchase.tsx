import { useState } from 'react';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { formatMoney } from '../../lib/money';
import { useOpenCart } from '../cart/cart-drawer';
import { Quantity } from '../cart/quantity';
import { unitsOf, useKnownCart, useCartChange } from '../cart/queries';
import { DeliveryLine } from './delivery-line';
import type { ProductPage } from './queries';
import { StockLine } from './stock-line';

/** What it costs, how many there are, and the way into the cart. */
export function Purchase({
  product,
  outdatedSince,
}: {
  product: ProductPage;
  /** When the stock figure arrived, if later ones did not. */
  outdatedSince: number | undefined;
}) {
  const { id, name, price, stock, stockProblem } = product;
  const [quantity, setQuantity] = useState(1);
  const inCart = unitsOf(useKnownCart(), id);
  const add = useCartChange();
  const openCart = useOpenCart();
  const soldOut = stock?.available === 0;
  return (
    <section
      aria-label="Buy"
      className="rounded-2xl border border-line bg-surface p-6"
    >
      <p className="text-4xl tabular-nums">{formatMoney(price)}</p>
      <StockLine
        stock={stock}
        problem={stockProblem}
        outdatedSince={outdatedSince}
      />
      <DeliveryLine product={product} />
      <div className="mt-6 flex flex-wrap gap-3">
        <Quantity
          of={name}
          value={quantity}
          {...(stock ? { most: stock.available } : {})}
          change={setQuantity}
        />
        <Button
          className="h-12 min-w-44 flex-1 !bg-accent text-lg !text-on-accent"
          disabled={soldOut || add.isPending}
          onClick={() =>
            add.mutate(
              { productId: id, quantity: inCart + quantity },
              { onSuccess: openCart },
            )
          }
        >
          {soldOut ? 'Sold out' : add.isPending ? 'Adding…' : 'Add to cart'}
        </Button>
      </div>
      {inCart > 0 && (
        <p className="mt-3 text-sm text-quiet">{inCart} in your cart</p>
      )}
      {add.isError && (
        <div className="mt-4">
          <ProblemNote error={add.error} />
        </div>
      )}
    </section>
  );
}
