import { useNavigate, useSearchParams } from 'react-router';
import { useTitle } from '../../lib/title';
import { Entrance } from './entrance';
import { OperatorForm } from './operator-form';
import { returnPath } from './return-path';

export function Component() {
  useTitle('Operators');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const done = () =>
    void navigate(returnPath(params.get('to'), '/operator'), { replace: true });
  return (
    <Entrance
      title="Operators"
      lead="With the key that was made at the first start."
    >
      <OperatorForm done={done} />
    </Entrance>
  );
}
