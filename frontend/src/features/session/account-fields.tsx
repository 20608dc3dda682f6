import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { FormField } from '../../components/ui/form-field';

interface Of<T extends FieldValues> {
  form: Pick<UseFormReturn<T>, 'formState' | 'getFieldState' | 'register'>;
  name: Path<T>;
}

/** The address somebody signs in with. */
export const EmailField = <T extends FieldValues>({
  readOnly = false,
  ...of
}: Of<T> & { readOnly?: boolean }) => (
  <FormField
    {...of}
    label="Email"
    type="email"
    autoComplete="username"
    readOnly={readOnly}
  />
);

export const CurrentPasswordField = <T extends FieldValues>({
  label = 'Password',
  ...of
}: Of<T> & { label?: string }) => (
  <FormField
    {...of}
    label={label}
    type="password"
    autoComplete="current-password"
  />
);

/** A password that is being chosen. */
export const NewPasswordField = <T extends FieldValues>({
  label = 'Password',
  ...of
}: Of<T> & { label?: string }) => (
  <FormField
    {...of}
    label={label}
    hint="At least 8 characters."
    type="password"
    autoComplete="new-password"
  />
);

interface NewAccount extends FieldValues {
  name: string;
  email: string;
  password: string;
}

/** The fields of everybody who opens an account. */
export const NewAccountFields = ({
  form,
  nameLabel,
  nameToken,
}: {
  form: Of<NewAccount>['form'];
  nameLabel: string;
  /** What browsers fill the name with. */
  nameToken: 'name' | 'organization';
}) => (
  <>
    <FormField
      form={form}
      name="name"
      label={nameLabel}
      autoComplete={nameToken}
    />
    <EmailField form={form} name="email" />
    <NewPasswordField form={form} name="password" />
  </>
);
