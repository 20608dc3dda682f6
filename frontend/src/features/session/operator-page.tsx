import { useNavigate, useSearchParams } from 'react-router';
import { useTitle } from '../../lib/title';
import { AuthPage } from './auth-page';
import { OperatorForm } from './operator-form';
import { returnPath } from './return-path';

export function Component() {
  useTitle('Operators');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const done = () =>
    void navigate(returnPath(params.get('to'), '/operator'), { replace: true });
  return (
    <AuthPage
      title="Operators"
      lead="Sign in with the operator key from the first start."
    >
      <OperatorForm done={done} />
    </AuthPage>
  );
}
