import { zodResolver } from '@hookform/resolvers/zod';
import { RegisterCustomer } from '@souk/contracts/customers/views';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { answered, api } from '../../lib/api';
import { showFieldErrors } from '../../lib/form-errors';
import { useTitle } from '../../lib/title';
import { AuthPage } from '../session/auth-page';

type Name = keyof RegisterCustomer;
const NAMES: readonly string[] = ['name', 'email', 'password'];
const fieldOf = (path: string) =>
  NAMES.includes(path) ? (path as Name) : undefined;

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
      <p className="mt-6 text-sm text-quiet">
        Already have an account?{' '}
        <Link to="/sign-in" className="text-ink underline underline-offset-4">
          Sign in
        </Link>
      </p>
    </AuthPage>
  );
}

function SignUpForm({ done }: { done: (email: string) => void }) {
  const form = useForm({
    resolver: zodResolver(RegisterCustomer),
    defaultValues: { name: '', email: '', password: '' },
  });
  const [failure, setFailure] = useState<unknown>();
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (body) => {
    setFailure(undefined);
    await answered(api.POST('/api/customers', { body })).then(
      () => done(body.email),
      (err: unknown) => setFailure(showFieldErrors(form, err, fieldOf)),
    );
  });
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="space-y-5"
    >
      {failure !== undefined && <ProblemNote error={failure} />}
      <Field label="Your name" error={errors.name?.message}>
        {(control) => (
          <Input {...control} {...form.register('name')} autoComplete="name" />
        )}
      </Field>
      <Field label="Email" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('email')}
            type="email"
            autoComplete="username"
          />
        )}
      </Field>
      <Field
        label="Password"
        hint="At least 8 characters."
        error={errors.password?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register('password')}
            type="password"
            autoComplete="new-password"
          />
        )}
      </Field>
      <Button type="submit" className="w-full" disabled={isSubmitting}>
        {isSubmitting ? 'One moment…' : 'Create the account'}
      </Button>
    </form>
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
