import { Link, useNavigate, useSearchParams } from 'react-router';
import { useTitle } from '../../lib/title';
import { AuthPage } from '../session/auth-page';
import { returnPath } from '../session/return-path';
import { SignInForm } from '../session/sign-in-form';

export function Component() {
  useTitle('Sign in');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const done = () =>
    void navigate(returnPath(params.get('to'), '/'), { replace: true });
  return (
    <AuthPage
      title="Sign in"
      lead={
        params.get('why') === 'signed-out'
          ? 'You have signed out, here or in another tab.'
          : 'Your cart, on all your devices.'
      }
    >
      <SignInForm role="customer" done={done} />
      <p className="mt-6 text-sm text-quiet">
        New here?{' '}
        <Link to="/sign-up" className="text-ink underline underline-offset-4">
          Create an account
        </Link>
      </p>
    </AuthPage>
  );
}
