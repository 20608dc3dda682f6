import { AppError, type ErrorKind } from '@souk/platform/http/errors';

/**
 * Gives a refusal of another service the meaning it has out here. A 401 between
 * services would speak of our own token, so they say 422 when the caller's
 * credentials are wrong.
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
