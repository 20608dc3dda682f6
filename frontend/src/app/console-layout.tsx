import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { NavLink, Outlet, useNavigate } from 'react-router';
import { Logo, SkipLink, ThemeButton } from '../components/site';
import { Toasts, useToast } from '../components/toasts';
import { Button } from '../components/ui/button';
import { Menu, MenuItem } from '../components/ui/menu';
import { signOut } from '../features/session/calls';
import { RequireRole } from '../features/session/require-role';
import { problemOf } from '../lib/problem';
import { sessionEnded, sessionQuery, type Session } from '../lib/session';

interface Place {
  to: string;
  words: string;
}

const VENDOR: Place[] = [
  { to: '/console/products', words: 'Products' },
  { to: '/console/import', words: 'Import' },
  { to: '/console/warehouses', words: 'Warehouses' },
  { to: '/console/shipping', words: 'Shipping' },
];
const OPERATOR: Place[] = [
  { to: '/operator/services', words: 'Services' },
  { to: '/operator/dead-letters', words: 'Dead letters' },
  { to: '/operator/mails', words: 'Mails' },
  { to: '/operator/taxes', words: 'Taxes' },
  { to: '/operator/traces', words: 'Traces' },
];

/** Around every page of the vendor's console and of the operator's. */
export function ConsoleLayout({ role }: { role: Session['role'] }) {
  const places = role === 'vendor' ? VENDOR : OPERATOR;
  return (
    <Toasts>
      <RequireRole role={role}>
        <SkipLink />
        <header className="border-b border-line bg-surface">
          <div className="wrap flex flex-wrap items-center justify-between gap-x-8 gap-y-1 py-3">
            <Logo />
            <nav
              aria-label="Console"
              className="order-last flex w-full gap-1 overflow-x-auto sm:order-none sm:w-auto sm:flex-1"
            >
              {places.map(({ to, words }) => (
                <NavLink
                  key={to}
                  to={to}
                  className="rounded-full px-3.5 py-2 text-sm font-medium whitespace-nowrap hover:bg-sunken aria-[current=page]:bg-sunken"
                >
                  {words}
                </NavLink>
              ))}
            </nav>
            <div className="flex items-center gap-1">
              <ThemeButton />
              <Account role={role} />
            </div>
          </div>
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="wrap min-h-[70vh] py-10 outline-none"
        >
          <Outlet />
        </main>
      </RequireRole>
    </Toasts>
  );
}

function Account({ role }: { role: Session['role'] }) {
  const { data: session } = useQuery(sessionQuery);
  const navigate = useNavigate();
  const toast = useToast();
  const leave = () => {
    signOut().then(
      () => sessionEnded({ tell: true, to: '/' }),
      (err: unknown) => toast({ text: problemOf(err).message }),
    );
  };
  const trigger = (
    <Button look="ghost" size="sm" className="max-w-44">
      <span className="truncate" dir="auto">
        {session?.vendor?.name ?? 'Operator'}
      </span>
      <ChevronDown aria-hidden size={15} className="shrink-0" />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      {role === 'vendor' && session?.vendor && (
        <>
          <MenuItem
            onSelect={() =>
              void navigate(`/vendors/${session.vendor?.id ?? ''}`)
            }
          >
            View the shop
          </MenuItem>
          <MenuItem onSelect={() => void navigate('/console/account')}>
            Account
          </MenuItem>
        </>
      )}
      <MenuItem onSelect={leave}>Sign out</MenuItem>
    </Menu>
  );
}
