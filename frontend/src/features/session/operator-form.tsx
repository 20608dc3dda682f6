import { zodResolver } from '@hookform/resolvers/zod';
import { OperatorKeySignIn } from '@souk/contracts/marketplace/sessions';
import { useForm } from 'react-hook-form';
import { Form } from '../../components/ui/form';
import { CurrentPasswordField } from './account-fields';
import { signIn } from './calls';

export function OperatorForm({ done }: { done: () => void }) {
  const form = useForm({
    resolver: zodResolver(OperatorKeySignIn),
    defaultValues: { operatorKey: '' },
  });
  return (
    <Form
      form={form}
      send={(credentials) => signIn(credentials).then(done)}
      button="Sign in"
      busy="Signing in…"
      wide
    >
      <CurrentPasswordField
        form={form}
        name="operatorKey"
        label="Operator key"
      />
    </Form>
  );
}
