import { zodResolver } from '@hookform/resolvers/zod';
import { SignIn } from '@souk/contracts/accounts/views';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { signIn } from './calls';

/** With `email`, only this user can sign in. */
export function SignInForm({
  role,
  email,
  done,
}: {
  role: 'vendor' | 'customer';
  email?: string | undefined;
  done: () => void;
}) {
  const form = useForm({
    resolver: zodResolver(SignIn),
    defaultValues: { email: email ?? '', password: '' },
  });
  const [failure, setFailure] = useState<unknown>();
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (credentials) => {
    setFailure(undefined);
    await signIn({ ...credentials, role }).then(done, setFailure);
  });
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="space-y-5"
    >
      {failure !== undefined && <ProblemNote error={failure} />}
      <Field label="Email" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('email')}
            type="email"
            autoComplete="username"
            readOnly={email !== undefined}
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('password')}
            type="password"
            autoComplete="current-password"
          />
        )}
      </Field>
      <Button type="submit" className="w-full" disabled={isSubmitting}>
        {isSubmitting ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
