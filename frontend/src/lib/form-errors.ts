import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { problemOf } from './problem';
import './zod-words';

/**
 * Shows the server's errors at the fields they name.
 * @returns the whole problem when it names none of this form's fields
 */
export function showFieldErrors<T extends FieldValues>(
  form: Pick<UseFormReturn<T>, 'setError'>,
  thrown: unknown,
  fieldOf: (path: string) => Path<T> | undefined,
): unknown {
  const { fields } = problemOf(thrown);
  const known = fields.flatMap(({ path, message }) => {
    const field = fieldOf(path);
    return field === undefined ? [] : [{ field, message }];
  });
  known.forEach(({ field, message }, n) =>
    form.setError(field, { type: 'server', message }, { shouldFocus: n === 0 }),
  );
  return known.length > 0 && known.length === fields.length
    ? undefined
    : thrown;
}
