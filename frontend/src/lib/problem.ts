export interface FieldError {
  path: string;
  message: string;
}

/**
 * What the API (or the way to it) refused, ready to be shown. `reference` leads
 * an operator to the whole trip.
 */
export class ProblemError extends Error {
  readonly slug: string;
  readonly title: string;
  readonly fields: FieldError[];
  readonly reference: string | undefined;
  /** The product that is in the way, where one is. */
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
    const title = body.title ?? 'Something went wrong';
    super(body.detail ?? title);
    this.slug = body.type?.replace(/^.*\//, '') ?? 'unknown';
    this.title = title;
    this.fields = body.errors ?? [];
    this.reference = body.traceId;
    this.productId = body.productId;
  }
}

const UNREACHABLE =
  'Souk cannot be reached. Check the connection; nothing you entered is lost.';

/** Anything thrown, as something that can be shown. */
export function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  // `fetch` throws a TypeError for every way of not reaching the server.
  if (thrown instanceof TypeError)
    return new ProblemError(0, {
      type: 'unreachable',
      title: 'No connection',
      detail: UNREACHABLE,
    });
  return new ProblemError(-1, {
    detail: 'This page could not do that. Please load it again.',
  });
}

export const isProblem = (thrown: unknown, slug: string): boolean =>
  thrown instanceof ProblemError && thrown.slug === slug;

/** Whether asking again soon may help. */
export const passes = (thrown: unknown): boolean =>
  [0, 429, 502, 503, 504].includes(problemOf(thrown).status);
