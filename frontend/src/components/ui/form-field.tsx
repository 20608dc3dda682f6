import type { ComponentProps } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { Field, Input, type FieldProps } from './field';

interface FormFieldProps<T extends FieldValues>
  extends
    Omit<FieldProps, 'children' | 'error'>,
    Pick<
      ComponentProps<'input'>,
      'autoComplete' | 'inputMode' | 'maxLength' | 'readOnly' | 'type'
    > {
  form: Pick<UseFormReturn<T>, 'formState' | 'getFieldState' | 'register'>;
  name: Path<T>;
}

/** An input of a form, with its error. */
export function FormField<T extends FieldValues>({
  form,
  name,
  label,
  hint,
  className,
  ...input
}: FormFieldProps<T>) {
  const { error } = form.getFieldState(name, form.formState);
  return (
    <Field
      label={label}
      hint={hint}
      error={error?.message}
      {...(className === undefined ? {} : { className })}
    >
      {(control) => <Input {...control} {...input} {...form.register(name)} />}
    </Field>
  );
}
