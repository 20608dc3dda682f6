import type { UseFormReturn } from 'react-hook-form';
import { Link } from 'react-router';
import { Field, Input } from '../../components/ui/field';
import type { CheckoutForm } from './form';
import { Step } from './step';

/** Guests give an address for the mails; a customer's is known. */
export function Contact({
  form,
  signedIn,
}: {
  form: UseFormReturn<CheckoutForm>;
  signedIn: { email: string } | undefined;
}) {
  const { errors } = form.formState;
  if (signedIn)
    return (
      <Step title="Contact">
        <p>
          Signed in as <bdi className="font-medium">{signedIn.email}</bdi>.
          Updates about the order go there.
        </p>
        {errors.email && (
          <p role="alert" className="mt-1.5 text-sm text-bad">
            {errors.email.message}
          </p>
        )}
      </Step>
    );
  return (
    <Step title="Contact">
      <p className="mb-5 text-sm text-quiet">
        You need no account. If you have one,{' '}
        <Link
          to="/sign-in?to=/checkout"
          className="text-ink underline underline-offset-4"
        >
          sign in
        </Link>
        : your cart comes along.
      </p>
      <Field
        label="Email"
        hint="Only for updates about this order."
        error={errors.email?.message}
      >
        {(control) => (
          <Input
            {...control}
            {...form.register('email')}
            type="email"
            inputMode="email"
            autoComplete="email"
          />
        )}
      </Field>
    </Step>
  );
}
