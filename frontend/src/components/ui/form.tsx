import { clsx } from 'clsx';
import { useState, type ReactNode } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { showFieldErrors } from '../../lib/forms/form-errors';
import { Button } from './button';
import { ProblemNote } from './notice';

interface FormProps<T extends FieldValues, Sent> {
  form: UseFormReturn<T, unknown, Sent>;
  /** May `say` what was done. */
  send: (values: Sent, say: (done: string) => void) => Promise<void>;
  button: string;
  busy?: string;
  /** The button is as wide as the fields. */
  wide?: boolean;
  look?: 'primary' | 'danger';
  /** Where an error of the API is shown; by its name unless given. */
  fieldOf?: (path: string) => Path<T> | undefined;
  /** Next to the button. */
  beside?: ReactNode;
  children?: ReactNode;
}

/**
 * Fields with one button. Errors are shown at the fields they name, others
 * above; what was entered stays.
 */
export function Form<T extends FieldValues, Sent>({
  form,
  send,
  button,
  busy = 'One moment…',
  wide = false,
  look = 'primary',
  fieldOf = (path) =>
    path in form.getValues() ? (path as Path<T>) : undefined,
  beside,
  children,
}: FormProps<T, Sent>) {
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<string>();
  const { isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    setDone(undefined);
    try {
      await send(values, setDone);
    } catch (err) {
      setFailure(showFieldErrors<T>(form, err, fieldOf));
    }
  });
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="space-y-5"
    >
      {failure !== undefined && <ProblemNote error={failure} />}
      {children}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <Button
          type="submit"
          look={look}
          className={clsx(wide && 'w-full')}
          disabled={isSubmitting}
        >
          {isSubmitting ? busy : button}
        </Button>
        {beside}
        <p role="status" className="min-w-0 text-sm text-good">
          {done}
        </p>
      </div>
    </form>
  );
}
