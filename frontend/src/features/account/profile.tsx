import { zodResolver } from '@hookform/resolvers/zod';
import { ChangeCustomer, ChangeEmail } from '@souk/contracts/customers/views';
import { useForm } from 'react-hook-form';
import { Form } from '../../components/ui/form';
import { FormField } from '../../components/ui/form-field';
import { CurrentPasswordField } from '../session/account-fields';
import { changeEmail, changeName } from './queries';
import { Section } from './section';

export function NameSection({ name }: { name: string }) {
  const form = useForm({
    resolver: zodResolver(ChangeCustomer),
    defaultValues: { name },
  });
  return (
    <Section title="Profile">
      <Form
        form={form}
        send={async (body, say) => {
          await changeName(body.name);
          say('Your name is changed.');
        }}
        button="Save the name"
      >
        <FormField form={form} name="name" label="Name" autoComplete="name" />
      </Form>
    </Section>
  );
}

export function EmailSection({ email }: { email: string }) {
  const form = useForm({
    resolver: zodResolver(
      ChangeEmail.refine((wanted) => wanted.email !== email, {
        path: ['email'],
        message: 'is your address already',
      }),
    ),
    defaultValues: { email: '', password: '' },
  });
  return (
    <Section
      title="Email"
      lead={
        <>
          Your address is <bdi className="text-ink">{email}</bdi>.
        </>
      }
    >
      <Form
        form={form}
        send={async (wanted, say) => {
          await changeEmail(wanted);
          form.reset();
          say(
            `We have sent a link to ${wanted.email}. Your address changes once you open it.`,
          );
        }}
        button="Change the address"
      >
        <FormField
          form={form}
          name="email"
          label="New email"
          type="email"
          autoComplete="email"
        />
        <CurrentPasswordField form={form} name="password" />
      </Form>
    </Section>
  );
}
