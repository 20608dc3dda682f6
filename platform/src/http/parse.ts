import type { z } from 'zod';
import { AppError } from './errors';

/**
 * Parses untyped input at the edge.
 * @throws AppError `invalid-input` (422) naming every invalid field.
 */
export function parse<T extends z.ZodType>(
  schema: T,
  input: unknown,
): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'invalid',
    'invalid-input',
    'The request does not match its schema',
    {
      fields: parsed.error.issues.flatMap(problemsOf),
    },
  );
}

// zod reports an unknown field on its parent; clients need the field itself.
function problemsOf(issue: z.core.$ZodIssue) {
  const at = (path: PropertyKey[]) => path.map(String).join('.').slice(0, 200);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: at([...issue.path, key]),
      message: 'is not a known field',
    }));
  }
  return [{ path: at(issue.path), message: issue.message }];
}
