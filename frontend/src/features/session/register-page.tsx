import { zodResolver } from '@hookform/resolvers/zod';
import { BrowserRegistration } from '@souk/contracts/marketplace/sessions';
import { useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { Link, useNavigate } from 'react-router';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { showFieldErrors } from '../../lib/form-errors';
import { isProblem } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { register } from './calls';
import { AuthPage } from './auth-page';

type Names = 'name' | 'email' | 'password';
const fieldOf = (path: string) =>
  ['name', 'email', 'password'].includes(path) ? (path as Names) : undefined;

export function Component() {
  useTitle('Open a shop');
  const navigate = useNavigate();
  const form = useForm({
    resolver: zodResolver(BrowserRegistration),
    defaultValues: { name: '', email: '', password: '' },
  });
  const [failure, setFailure] = useState<unknown>();
  const { isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (vendor) => {
    setFailure(undefined);
    try {
      await register(vendor);
      await navigate('/console', { replace: true });
    } catch (err) {
      if (isProblem(err, 'email-taken'))
        form.setError(
          'email',
          { message: 'There is already a shop with this email' },
          { shouldFocus: true },
        );
      else setFailure(showFieldErrors(form, err, fieldOf));
    }
  });
  return (
    <AuthPage
      title="Open a shop"
      lead="Free, and ready in a minute. Your first warehouse is included."
    >
      <form
        onSubmit={(event) => void submit(event)}
        noValidate
        className="space-y-5"
      >
        {failure !== undefined && <ProblemNote error={failure} />}
        <Fields form={form} />
        <Button type="submit" className="w-full" disabled={isSubmitting}>
          {isSubmitting ? 'One moment…' : 'Open the shop'}
        </Button>
      </form>
      <p className="mt-6 text-sm text-quiet">
        Already have a shop?{' '}
        <Link
          to="/console/sign-in"
          className="text-ink underline underline-offset-4"
        >
          Sign in
        </Link>
      </p>
    </AuthPage>
  );
}

type Form = UseFormReturn<Record<Names, string>>;

function Fields({ form }: { form: Form }) {
  const { errors } = form.formState;
  return (
    <>
      <Field label="Shop name" error={errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('name')}
            autoComplete="organization"
          />
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
    </>
  );
}
