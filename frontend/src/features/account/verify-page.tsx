import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { answered, api } from '../../lib/api';
import { isTransient } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { AuthPage } from '../session/auth-page';

/** Where the link of a mail about an address leads. */
export function Component() {
  useTitle('Your address');
  const [params] = useSearchParams();
  const token = params.get('token') ?? '';
  // The link works once, so it is used once for each visit.
  const used = useQuery({
    queryKey: ['verification', token],
    staleTime: Infinity,
    retry: (count, error) => count < 3 && isTransient(error),
    queryFn: () =>
      answered(api.POST('/api/customers/verifications', { body: { token } })),
  });
  if (used.isPending) return <div className="min-h-dvh" aria-busy />;
  if (used.isError)
    return (
      <AuthPage title="This link does not work">
        <ProblemNote
          error={used.error}
          {...(isTransient(used.error)
            ? { retry: () => void used.refetch() }
            : {})}
        />
        <p className="mt-6 text-quiet">
          A link works once, for a day. If it was used already, you can sign in.
        </p>
        <SignIn />
      </AuthPage>
    );
  return (
    <AuthPage title="Your address is confirmed">
      <p role="status">
        Welcome, <bdi>{used.data.name}</bdi>.
      </p>
      <SignIn />
    </AuthPage>
  );
}

const SignIn = () => (
  <Button asChild className="mt-6 w-full">
    <Link to="/sign-in">Sign in</Link>
  </Button>
);
