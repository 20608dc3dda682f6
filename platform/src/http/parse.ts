import type { z } from 'zod';
import { AppError } from './errors';

/** A request may name any number of wrong fields; its answer may not. */
const MAX_FIELDS = 100;

/**
 * Parses untyped input at the edge.
 * @throws AppError `invalid-input` (422) naming every invalid field, of more
 * than a hundred the first hundred and in `errorsOmitted` how many more.
 */
export function parse<T extends z.ZodType>(
  schema: T,
  input: unknown,
): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap(problemsOf);
  const omitted = fields.length - MAX_FIELDS;
  throw new AppError(
    'invalid',
    'invalid-input',
    'The request does not match its schema',
    {
      fields: fields.slice(0, MAX_FIELDS),
      ...(omitted > 0 ? { members: { errorsOmitted: omitted } } : {}),
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
