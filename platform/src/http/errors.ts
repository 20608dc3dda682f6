/**
 * The failures a caller can act on. Each edge (HTTP, event, actor) maps them to
 * its answers in one table.
 */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'too-large'
  | 'too-many'
  | 'unavailable';

export const STATUS: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  invalid: 422,
  'too-many': 429,
  unavailable: 503,
};

export interface FieldProblem {
  path: string;
  message: string;
}

interface ErrorExtra {
  cause?: unknown;
  fields?: FieldProblem[];
  /**
   * Extra members of the problem document, e.g. the id of the conflicting
   * object.
   */
  members?: Record<string, string | number>;
  retryAfterSeconds?: number;
}

/**
 * A failure with a stable `slug`: clients may switch on it, and
 * docs/problems/<slug>.md explains it.
 */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly kind: ErrorKind,
    readonly slug: string,
    detail: string,
    readonly extra: ErrorExtra = {},
  ) {
    super(detail, { cause: extra.cause });
  }
}
