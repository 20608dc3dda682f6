import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { answered, api } from '../../lib/api';
import { isTransient } from '../../lib/problem';
import { sessionQuery } from '../../lib/session';
import { useTitle } from '../../lib/title';
import { AuthPage, DeadLink } from '../session/auth-page';
import { ENTRANCES } from '../session/entrances';
import { useLinkToken } from '../session/link-token';

/** Where the link of a mail about an address leads. */
export function Component() {
  useTitle('Your address');
  const token = useLinkToken();
  const session = useQuery(sessionQuery).data;
  // The link works once, so it is used once for each visit.
  const used = useQuery({
    queryKey: ['verification', token],
    staleTime: Infinity,
    retry: (count, error) => count < 3 && isTransient(error),
    queryFn: () =>
      answered(api.POST('/api/customers/verifications', { body: { token } })),
  });
  if (used.isPending) return <div className="min-h-dvh" aria-busy />;
  if (used.isError && isTransient(used.error))
    return (
      <AuthPage title="One moment">
        <ProblemNote error={used.error} retry={() => void used.refetch()} />
      </AuthPage>
    );
  if (used.isError)
    return (
      <DeadLink action="Sign in" to={ENTRANCES.customer.signIn}>
        A link works once, for a day. If it was used already, you can sign in.
        Otherwise{' '}
        <Link
          to={ENTRANCES.customer.signUp}
          className="underline underline-offset-4"
        >
          ask for a new one
        </Link>
        .
      </DeadLink>
    );
  const { id, name, email } = used.data;
  return (
    <AuthPage title="Your address is confirmed">
      <p role="status">
        Welcome, <bdi>{name}</bdi>. You sign in with{' '}
        <bdi className="font-medium">{email}</bdi>.
      </p>
      <Button asChild className="mt-6 w-full">
        {session?.customer?.id === id ? (
          <Link to="/account">Your account</Link>
        ) : (
          <Link to={ENTRANCES.customer.signIn}>Sign in</Link>
        )}
      </Button>
    </AuthPage>
  );
}
