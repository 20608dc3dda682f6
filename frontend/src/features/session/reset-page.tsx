import { zodResolver } from '@hookform/resolvers/zod';
import { ResetPassword } from '@souk/contracts/accounts/views';
import { MailToken } from '@souk/contracts/mail/requests';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { Form } from '../../components/ui/form';
import { isProblem } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { NewPasswordField } from './account-fields';
import { AuthPage, DeadLink } from './auth-page';
import { setNewPassword } from './calls';
import { ENTRANCES, type UserRole } from './entrances';
import { useLinkToken } from './link-token';

/** Where the link of a mail about a forgotten password leads. */
export function Page({ role }: { role: UserRole }) {
  useTitle('New password');
  const token = useLinkToken();
  const [refused, setRefused] = useState(false);
  if (refused || !MailToken.safeParse(token).success)
    return (
      <DeadLink action="Get a new link" to={ENTRANCES[role].forgot}>
        A link works once, for an hour, and only until the password or the
        address changes. This one was used, has expired or is not complete.
      </DeadLink>
    );
  return (
    <AuthPage
      title="Choose a new password"
      lead="Setting it signs you out everywhere."
    >
      <ResetForm role={role} token={token} refused={() => setRefused(true)} />
    </AuthPage>
  );
}

const Chosen = ResetPassword.pick({ password: true });

function ResetForm({
  role,
  token,
  refused,
}: {
  role: UserRole;
  token: string;
  refused: () => void;
}) {
  const navigate = useNavigate();
  const form = useForm({
    resolver: zodResolver(Chosen),
    defaultValues: { password: '' },
  });
  const send = async ({ password }: { password: string }) => {
    try {
      await setNewPassword(role, { token, password });
    } catch (err) {
      if (!isProblem(err, 'invalid-link')) throw err;
      refused();
      return;
    }
    await navigate(`${ENTRANCES[role].signIn}?why=new-password`, {
      replace: true,
    });
  };
  return (
    <Form form={form} send={send} button="Set the new password" wide>
      <NewPasswordField form={form} name="password" label="New password" />
    </Form>
  );
}
