export interface FieldError {
  path: string;
  message: string;
}

/**
 * A failed API call, ready to be shown. `reference` leads an operator to its
 * trace.
 */
export class ProblemError extends Error {
  readonly slug: string;
  readonly title: string;
  readonly fields: FieldError[];
  readonly reference: string | undefined;
  /** The conflicting product, if any. */
  readonly productId: string | undefined;

  constructor(
    readonly status: number,
    body: Partial<{
      type: string;
      title: string;
      detail: string;
      traceId: string;
      errors: FieldError[];
      productId: string;
    }>,
  ) {
    const title = body.title ?? body.detail ?? 'Something went wrong';
    super(body.detail ?? title);
    this.slug = body.type?.replace(/^.*\//, '') ?? 'unknown';
    this.title = title;
    this.fields = body.errors ?? [];
    this.reference = body.traceId;
    this.productId = body.productId;
  }
}

const OUT_OF_ORDER = {
  title: 'This does not work right now',
  detail: 'A part of Souk does not answer. Please try again in a moment.',
};

/**
 * The problem of an answer. Its title is the name of a status, which says
 * nothing to people; its detail does, but a failure of ours has none.
 */
export function problemOfAnswer(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  body: unknown,
): ProblemError {
  const { title: _, ...problem } = (
    typeof body === 'object' && body !== null ? body : {}
  ) as { title?: unknown };
  const traceId = headers.get('x-trace-id');
  return new ProblemError(status, {
    ...(status >= 500 ? OUT_OF_ORDER : {}),
    ...(traceId ? { traceId } : {}),
    ...problem,
  });
}

const UNREACHABLE =
  'Souk cannot be reached. Check your connection; nothing you entered is lost.';

/** Turns anything thrown into a problem that can be shown. */
export function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  // `fetch` throws a TypeError whenever the server cannot be reached.
  if (thrown instanceof TypeError)
    return new ProblemError(0, {
      type: 'unreachable',
      title: 'No connection',
      detail: UNREACHABLE,
    });
  return new ProblemError(-1, {
    detail: 'Something on this page failed. Please reload it.',
  });
}

export const isProblem = (thrown: unknown, slug: string): boolean =>
  thrown instanceof ProblemError && thrown.slug === slug;

/** Whether a retry may succeed. */
export const isTransient = (thrown: unknown): boolean =>
  [0, 429, 502, 503, 504].includes(problemOf(thrown).status);
