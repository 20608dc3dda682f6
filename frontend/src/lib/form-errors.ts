import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { problemOf } from './problem';

/**
 * Puts what the server found wrong at the fields it names.
 * @returns the problem as a whole when it names none of this form's fields
 */
export function showAtFields<T extends FieldValues>(
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
