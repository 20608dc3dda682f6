import { User } from 'lucide-react';
import { Link, NavLink, Outlet } from 'react-router';
import { SearchBox } from '../features/catalogue/search/search-box';
import { CartDrawer } from '../features/cart/cart-drawer';
import { CartLink } from '../features/cart/cart-link';
import { Toasts } from '../components/toasts';
import { Logo, SkipLink, ThemeButton } from '../components/site';

const link =
  'rounded-full px-2 py-2 text-sm font-medium whitespace-nowrap sm:px-3.5 hover:bg-sunken aria-[current=page]:bg-sunken';

export function ShopLayout() {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="sticky top-0 z-30 border-b border-line bg-paper/95 backdrop-blur">
        <div className="wrap grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 py-3 md:grid-cols-[auto_minmax(0,30rem)_1fr] md:gap-x-10">
          <Logo />
          <div className="order-last col-span-2 md:order-none md:col-span-1">
            <SearchBox />
          </div>
          <nav
            aria-label="Main"
            className="flex items-center justify-end gap-1"
          >
            <NavLink to="/products" end className={link}>
              Shop
            </NavLink>
            <NavLink to="/console" className={link}>
              Sell
            </NavLink>
            <CartLink className={link} />
            <NavLink to="/account" className={link} aria-label="Your account">
              <User aria-hidden size={20} />
            </NavLink>
            <ThemeButton />
          </nav>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        <Toasts>
          <CartDrawer>
            <Outlet />
          </CartDrawer>
        </Toasts>
      </main>
      <Footer />
    </div>
  );
}

const Footer = () => (
  <footer className="mt-24 border-t border-line">
    <div className="wrap flex flex-wrap items-baseline justify-between gap-x-10 gap-y-4 py-10 text-sm text-quiet">
      <p>Souk. If it shows in stock, it is in stock.</p>
      <nav aria-label="More" className="flex flex-wrap gap-x-6 gap-y-2">
        <Link to="/console" className="hover:text-ink">
          For vendors
        </Link>
        <Link to="/operator" className="hover:text-ink">
          For operators
        </Link>
        <a href="/api/docs" className="hover:text-ink">
          API
        </a>
      </nav>
    </div>
  </footer>
);
