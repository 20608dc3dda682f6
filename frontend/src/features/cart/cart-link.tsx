import { ShoppingBag } from 'lucide-react';
import { NavLink } from 'react-router';
import { useKnownCart } from './queries';

/** The way to the cart, with the number of units in it. */
export function CartLink({ className }: { className: string }) {
  const units = useKnownCart()?.units ?? 0;
  return (
    <NavLink
      to="/cart"
      className={className}
      aria-label={units === 0 ? 'Cart' : `Cart, ${units} in it`}
    >
      <span className="relative block">
        <ShoppingBag aria-hidden size={20} />
        {units > 0 && (
          <span
            aria-hidden
            className="absolute -top-2 -right-3 min-w-5 rounded-full bg-accent px-1 text-center text-xs leading-5 font-semibold text-on-accent tabular-nums"
          >
            {units > 99 ? '99+' : units}
          </span>
        )}
      </span>
    </NavLink>
  );
}
