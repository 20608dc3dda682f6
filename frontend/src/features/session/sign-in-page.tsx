import { Link, useNavigate, useSearchParams } from 'react-router';
import { useTitle } from '../../lib/title';
import { AuthPage, OtherWay } from './auth-page';
import { ENTRANCES, type UserRole } from './entrances';
import { returnPath } from './return-path';
import { SignInForm } from './sign-in-form';

const WORDS = {
  vendor: {
    title: 'Welcome back',
    lead: 'Your products, your stock.',
    signUp: 'Open a shop',
  },
  customer: {
    title: 'Sign in',
    lead: 'Your cart, on all your devices.',
    signUp: 'Create an account',
  },
} as const;

const WHY = new Map([
  ['signed-out', 'You have signed out, here or in another tab.'],
  ['new-password', 'Your new password is set. Sign in with it.'],
]);

export function Page({ role }: { role: UserRole }) {
  useTitle('Sign in');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { title, lead, signUp } = WORDS[role];
  const places = ENTRANCES[role];
  const why = WHY.get(params.get('why') ?? '');
  const done = () =>
    void navigate(returnPath(params.get('to'), places.home), { replace: true });
  return (
    <AuthPage
      title={title}
      lead={why === undefined ? lead : <span role="status">{why}</span>}
    >
      <SignInForm role={role} done={done} />
      <OtherWay>
        New here? <Link to={places.signUp}>{signUp}</Link>
      </OtherWay>
    </AuthPage>
  );
}
