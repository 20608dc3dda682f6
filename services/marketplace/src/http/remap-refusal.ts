import type { Call } from '@souk/contracts/call';
import { AppError, type ErrorKind } from '@souk/platform/http/errors';

/**
 * Gives the declared refusals of a call their public kind. Between services a
 * 401 would concern the internal token, so wrong credentials are a 422 there.
 */
export const remapRefusals =
  ({ refusals = [] }: Call, kind: ErrorKind) =>
  (err: unknown): never => {
    if (err instanceof AppError && refusals.includes(err.slug))
      throw new AppError(kind, err.slug, err.message, err.extra);
    throw err;
  };

/** Whether an error is this refusal, which the call must declare. */
export const isRefusal = <const C extends Call>(
  err: unknown,
  _call: C,
  slug: NonNullable<C['refusals']>[number],
): err is AppError => err instanceof AppError && err.slug === slug;
