import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { Button } from '../../components/ui/button';
import { useToast } from '../../components/toasts';
import { sessionEnded, sessionQuery } from '../../lib/session';
import { problemOf } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { signOut } from '../session/calls';
import { RequireRole } from '../session/require-role';

export const Component = () => (
  <RequireRole role="customer">
    <Account />
  </RequireRole>
);

function Account() {
  useTitle('Your account');
  const customer = useQuery(sessionQuery).data?.customer;
  const navigate = useNavigate();
  const toast = useToast();
  const leave = () =>
    signOut().then(
      () => {
        sessionEnded({ tell: true, to: '/' });
        return navigate('/');
      },
      (err: unknown) => toast({ text: problemOf(err).message }),
    );
  return (
    <div className="wrap max-w-2xl py-10">
      <h1 className="text-4xl sm:text-5xl">Your account</h1>
      <dl className="mt-8 grid grid-cols-[7rem_1fr] gap-y-2">
        <dt className="text-quiet">Name</dt>
        <dd dir="auto">{customer?.name}</dd>
        <dt className="text-quiet">Email</dt>
        <dd>{customer?.email}</dd>
      </dl>
      <Button look="outline" className="mt-8" onClick={() => void leave()}>
        Sign out
      </Button>
    </div>
  );
}
