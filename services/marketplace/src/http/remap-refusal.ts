import { AppError, type ErrorKind } from '@souk/platform/http/errors';

/**
 * Gives a refusal of another service its public kind. Between services a 401
 * would concern the internal token, so wrong credentials are a 422 there.
 */
export const remapRefusal =
  (kind: ErrorKind, slugs: string[]) =>
  (err: unknown): never => {
    if (err instanceof AppError && slugs.includes(err.slug))
      throw new AppError(kind, err.slug, err.message, err.extra);
    throw err;
  };

export const isRefusal = (err: unknown, slug: string): err is AppError =>
  err instanceof AppError && err.slug === slug;
