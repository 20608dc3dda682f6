import { zodResolver } from '@hookform/resolvers/zod';
import { SignIn } from '@souk/contracts/accounts/views';
import { useForm, useWatch } from 'react-hook-form';
import { Link } from 'react-router';
import { Form } from '../../components/ui/form';
import { CurrentPasswordField, EmailField } from './account-fields';
import { signIn } from './calls';
import { ENTRANCES, type UserRole } from './entrances';

/** With `email`, only this user can sign in. */
export function SignInForm({
  role,
  email,
  done,
}: {
  role: UserRole;
  email?: string | undefined;
  done: () => void;
}) {
  const form = useForm({
    resolver: zodResolver(SignIn),
    defaultValues: { email: email ?? '', password: '' },
  });
  const entered = useWatch({ control: form.control, name: 'email' });
  // Over a page with unsaved changes, the page has to stay.
  const aside = email === undefined ? {} : { target: '_blank' };
  return (
    <Form
      form={form}
      send={(credentials) => signIn({ ...credentials, role }).then(done)}
      button="Sign in"
      busy="Signing in…"
      wide
    >
      <EmailField form={form} name="email" readOnly={email !== undefined} />
      <div>
        <CurrentPasswordField form={form} name="password" />
        <p className="mt-2 text-sm">
          <Link
            to={ENTRANCES[role].forgot}
            state={{ email: entered }}
            className="text-quiet underline underline-offset-4 hover:text-ink"
            {...aside}
          >
            Forgot password?
          </Link>
        </p>
      </div>
    </Form>
  );
}
