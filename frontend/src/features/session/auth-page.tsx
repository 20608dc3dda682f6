import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { Logo, SkipLink, ThemeButton } from '../../components/site';

/** The page around a sign-in or registration form. */
export function AuthPage({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="wrap flex items-center justify-between py-4">
        <Logo />
        <ThemeButton />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="appear mx-auto w-full max-w-md flex-1 px-5 pt-[8vh] pb-20 outline-none"
      >
        <h1 className="text-5xl">{title}</h1>
        {lead !== undefined && <p className="mt-3 text-quiet">{lead}</p>}
        <div className="mt-8">{children}</div>
        <p className="mt-12 text-sm text-quiet">
          <Link to="/" className="hover:text-ink">
            ← To the shop
          </Link>
        </p>
      </main>
    </div>
  );
}

/** Under the form, with a link to the other one. */
export const OtherWay = ({ children }: { children: ReactNode }) => (
  <p className="mt-6 text-sm text-quiet [&_a]:text-ink [&_a]:underline [&_a]:underline-offset-4">
    {children}
  </p>
);

/** For a mailed link that was used or has expired: the way to another one. */
export const DeadLink = ({
  action,
  to,
  children,
}: {
  action: string;
  to: string;
  children: ReactNode;
}) => (
  <AuthPage title="This link does not work">
    <p role="alert">{children}</p>
    <Button asChild className="mt-6 w-full">
      <Link to={to}>{action}</Link>
    </Button>
  </AuthPage>
);
