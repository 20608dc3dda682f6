import { zodResolver } from '@hookform/resolvers/zod';
import { RegisterCustomer } from '@souk/contracts/customers/views';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link } from 'react-router';
import { Form } from '../../components/ui/form';
import { answered, api } from '../../lib/api';
import { useTitle } from '../../lib/title';
import { NewAccountFields } from '../session/account-fields';
import { AuthPage, OtherWay } from '../session/auth-page';
import { ENTRANCES } from '../session/entrances';

export function Component() {
  useTitle('Create an account');
  const [sentTo, setSentTo] = useState<string>();
  if (sentTo !== undefined) return <MailSent email={sentTo} />;
  return (
    <AuthPage
      title="Create an account"
      lead="You can also buy without one. With an account your cart and your orders are on all your devices."
    >
      <SignUpForm done={setSentTo} />
      <OtherWay>
        Already have an account?{' '}
        <Link to={ENTRANCES.customer.signIn}>Sign in</Link>
      </OtherWay>
    </AuthPage>
  );
}

function SignUpForm({ done }: { done: (email: string) => void }) {
  const form = useForm({
    resolver: zodResolver(RegisterCustomer),
    defaultValues: { name: '', email: '', password: '' },
  });
  return (
    <Form
      form={form}
      send={async (body) => {
        await answered(api.POST('/api/customers', { body }));
        done(body.email);
      }}
      button="Create the account"
      wide
    >
      <NewAccountFields form={form} nameLabel="Your name" nameToken="name" />
    </Form>
  );
}

/** The same whether the address is known or not: the mail says the rest. */
const MailSent = ({ email }: { email: string }) => (
  <AuthPage title="Look into your mail">
    <p role="status">
      We have sent a mail to <bdi className="font-medium">{email}</bdi>. The
      link in it works once, for a day. After that you can sign in.
    </p>
  </AuthPage>
);
