import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useToast } from '../../components/toasts';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { problemOf } from '../../lib/problem';
import { sessionEnded } from '../../lib/session';
import { useTitle } from '../../lib/title';
import { signOut } from '../session/calls';
import { RequireRole } from '../session/require-role';
import { Addresses } from './addresses/addresses';
import { DeleteSection, ExportSection } from './own-data';
import { PasswordSection } from './password';
import { EmailSection, NameSection } from './profile';
import { customerQuery } from './queries';
import { Section } from './section';
import { SessionsSection } from './sessions';

export const Component = () => (
  <RequireRole role="customer">
    <Account />
  </RequireRole>
);

function Account() {
  useTitle('Your account');
  const customer = useQuery(customerQuery);
  return (
    <div className="wrap max-w-5xl py-10">
      <div className="mb-8 flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-4xl sm:text-5xl">Your account</h1>
        <SignOut />
      </div>
      {customer.data ? (
        <>
          <NameSection name={customer.data.name} />
          <EmailSection email={customer.data.email} />
          <Section title="Addresses" lead="Where your parcels go.">
            <Addresses />
          </Section>
          <PasswordSection role="customer" email={customer.data.email} />
          <SessionsSection role="customer" />
          <ExportSection />
          <DeleteSection />
        </>
      ) : customer.isError ? (
        <ProblemNote
          error={customer.error}
          retry={() => void customer.refetch()}
        />
      ) : (
        <Skeleton className="h-96 w-full" round="rounded-xl" />
      )}
    </div>
  );
}

function SignOut() {
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
    <Button look="outline" onClick={() => void leave()}>
      Sign out
    </Button>
  );
}
