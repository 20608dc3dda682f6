import { zodResolver } from '@hookform/resolvers/zod';
import { RequestPasswordReset } from '@souk/contracts/accounts/views';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useLocation } from 'react-router';
import { Button } from '../../components/ui/button';
import { Form } from '../../components/ui/form';
import { useTitle } from '../../lib/title';
import { EmailField } from './account-fields';
import { AuthPage, OtherWay } from './auth-page';
import { askForReset } from './calls';
import { ENTRANCES, type UserRole } from './entrances';

export function Page({ role }: { role: UserRole }) {
  useTitle('Forgot password');
  // What was typed into the sign-in form, and then into this one.
  const { state } = useLocation() as { state: { email?: string } | null };
  const [email, setEmail] = useState(state?.email ?? '');
  const [sent, setSent] = useState(false);
  return (
    <AuthPage
      title={sent ? 'Look into your mail' : 'Forgot password?'}
      lead={
        sent ? undefined : 'We send a link with which you can choose a new one.'
      }
    >
      {sent ? (
        <MailSent email={email} again={() => setSent(false)} />
      ) : (
        <AskForm
          role={role}
          email={email}
          done={(asked) => {
            setEmail(asked);
            setSent(true);
          }}
        />
      )}
      <OtherWay>
        <Link to={ENTRANCES[role].signIn}>Back to signing in</Link>
      </OtherWay>
    </AuthPage>
  );
}

function AskForm({
  role,
  email,
  done,
}: {
  role: UserRole;
  email: string;
  done: (email: string) => void;
}) {
  const form = useForm({
    resolver: zodResolver(RequestPasswordReset),
    defaultValues: { email },
  });
  return (
    <Form
      form={form}
      send={async (asked) => {
        await askForReset(role, asked.email);
        done(asked.email);
      }}
      button="Send the link"
      wide
    >
      <EmailField form={form} name="email" />
    </Form>
  );
}

/** The same whether the address is known or not. */
const MailSent = ({ email, again }: { email: string; again: () => void }) => (
  <>
    <p role="status">
      If there is an account with <bdi className="font-medium">{email}</bdi>, we
      have sent a mail to it. The link in it works once, for an hour.
    </p>
    <p className="mt-3 text-quiet">
      Nothing came? It may be among your junk mail, or the address may be
      another one.
    </p>
    <Button look="outline" className="mt-6 w-full" onClick={again}>
      Ask again
    </Button>
  </>
);
