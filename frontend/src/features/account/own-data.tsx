import { zodResolver } from '@hookform/resolvers/zod';
import { EraseCustomer } from '@souk/contracts/customers/views';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { useToast } from '../../components/toasts';
import { Form } from '../../components/ui/form';
import { sessionEnded } from '../../lib/session';
import { CurrentPasswordField } from '../session/account-fields';
import { eraseAccount } from './queries';
import { Section } from './section';

export function DeleteSection() {
  const navigate = useNavigate();
  const toast = useToast();
  const form = useForm({
    resolver: zodResolver(EraseCustomer),
    defaultValues: { password: '' },
  });
  return (
    <Section title="Delete the account">
      <p className="mb-5">
        Your name, email, addresses, cart and sessions are deleted at once and
        for good. Orders stay with the makers, who have to keep them, without
        your name and address.
      </p>
      <Form
        form={form}
        send={async ({ password }) => {
          await eraseAccount(password);
          sessionEnded({ tell: true, to: '/' });
          toast({ text: 'Your account is deleted.' });
          await navigate('/');
        }}
        button="Delete my account"
        look="danger"
      >
        <CurrentPasswordField form={form} name="password" />
      </Form>
    </Section>
  );
}
