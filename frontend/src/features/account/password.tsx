import { zodResolver } from '@hookform/resolvers/zod';
import { ChangePassword } from '@souk/contracts/accounts/views';
import { useForm } from 'react-hook-form';
import { Form } from '../../components/ui/form';
import {
  CurrentPasswordField,
  NewPasswordField,
} from '../session/account-fields';
import type { UserRole } from '../session/entrances';
import { changePassword } from './queries';
import { Section } from './section';

export function PasswordSection({
  role,
  email,
}: {
  role: UserRole;
  email: string;
}) {
  const form = useForm({
    resolver: zodResolver(ChangePassword),
    defaultValues: { password: '', newPassword: '' },
  });
  return (
    <Section title="Password" lead="Changing it signs you out everywhere else.">
      <Form
        form={form}
        send={async (body, say) => {
          await changePassword(role, body);
          form.reset();
          say('Your password is changed.');
        }}
        button="Change the password"
      >
        {/* Password managers keep the new one for this address. */}
        <input
          type="email"
          autoComplete="username"
          value={email}
          readOnly
          hidden
        />
        <CurrentPasswordField
          form={form}
          name="password"
          label="Current password"
        />
        <NewPasswordField form={form} name="newPassword" label="New password" />
      </Form>
    </Section>
  );
}
