import { createContext, useContext, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { Dialog } from '../../components/ui/dialog';
import { CartLines } from './cart-lines';
import { useKnownCart } from './queries';

const OpenCart = createContext<() => void>(() => undefined);

/** Shows the cart beside the page, after something was put into it. */
export const useOpenCart = () => useContext(OpenCart);

export function CartDrawer({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const cart = useKnownCart();
  const close = () => setOpen(false);
  return (
    <OpenCart value={() => setOpen(true)}>
      {children}
      <Dialog title="Your cart" place="side" open={open} onClose={close}>
        <div
          className="space-y-8"
          onClick={(event) => leaves(event) && close()}
        >
          {cart?.parts.map((part) => (
            <CartLines key={part.currency} part={part} />
          ))}
          {cart?.parts.length === 0 && (
            <p className="text-quiet">There is nothing in it.</p>
          )}
          <div className="grid gap-3">
            {cart?.parts.length === 1 && (
              <Button asChild>
                <Link to="/checkout">Checkout</Link>
              </Button>
            )}
            <Button
              asChild
              look={cart?.parts.length === 1 ? 'outline' : 'primary'}
            >
              <Link to="/cart">View cart</Link>
            </Button>
            <Button look="outline" onClick={close}>
              Go on shopping
            </Button>
          </div>
        </div>
      </Dialog>
    </OpenCart>
  );
}

/** A link in the drawer leads away from it. */
const leaves = ({ target }: { target: EventTarget }) =>
  target instanceof Element && target.closest('a') !== null;
