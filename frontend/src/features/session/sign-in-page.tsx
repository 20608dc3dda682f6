import { Link, useNavigate, useSearchParams } from 'react-router';
import { useTitle } from '../../lib/title';
import { AuthPage } from './auth-page';
import { returnPath } from './return-path';
import { SignInForm } from './sign-in-form';

const WHY: Record<string, string> = {
  'signed-out': 'You have signed out, here or in another tab.',
};

export function Component() {
  useTitle('Sign in');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const done = () =>
    void navigate(returnPath(params.get('to'), '/console'), { replace: true });
  return (
    <AuthPage
      title="Welcome back"
      lead={WHY[params.get('why') ?? ''] ?? 'Your products, your stock.'}
    >
      <SignInForm role="vendor" done={done} />
      <p className="mt-6 text-sm text-quiet">
        New here?{' '}
        <Link
          to="/console/register"
          className="text-ink underline underline-offset-4"
        >
          Open a shop
        </Link>
      </p>
    </AuthPage>
  );
}
