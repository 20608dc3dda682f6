import { zodResolver } from '@hookform/resolvers/zod';
import { OperatorKeySignIn } from '@souk/contracts/marketplace/sessions';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { signIn } from './calls';

export function OperatorForm({ done }: { done: () => void }) {
  const form = useForm({
    resolver: zodResolver(OperatorKeySignIn),
    defaultValues: { operatorKey: '' },
  });
  const [failure, setFailure] = useState<unknown>();
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (credentials) => {
    setFailure(undefined);
    await signIn(credentials).then(done, setFailure);
  });
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="space-y-5"
    >
      {failure !== undefined && <ProblemNote error={failure} />}
      <Field label="Operator key" error={errors.operatorKey?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('operatorKey')}
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
