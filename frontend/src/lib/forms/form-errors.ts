import type {
  FieldErrors,
  FieldValues,
  Path,
  UseFormReturn,
} from 'react-hook-form';
import { problemOf } from '../problem';
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

/**
 * The errors of a resolver from fields such as `steps.0.amount`; the first of a
 * field counts, and one without a field is that of the form.
 */
export function nestedErrors<T extends FieldValues>(
  found: readonly (readonly [Path<T> | undefined, string])[],
): FieldErrors<T> {
  const errors: Record<string, unknown> = {};
  for (const [field, message] of found) {
    const steps = (field ?? 'root').split('.');
    const last = steps.pop() ?? '';
    let at = errors;
    for (const step of steps) at = (at[step] ??= {}) as Record<string, unknown>;
    at[last] ??= { type: 'contract', message };
  }
  return errors as FieldErrors<T>;
}
