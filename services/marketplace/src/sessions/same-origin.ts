import { AppError } from '@souk/platform/http/errors';

/**
 * What a browser says of where a request comes from; '' for a header that is
 * not there.
 */
export interface RequestOrigin {
  /** The host and port the request was sent to. */
  host: string;
  origin: string;
  /** `Sec-Fetch-Site`. */
  fetchSite: string;
}

/**
 * Refuses what another site's page made the browser send. Every browser names
 * its origin with such a request; a client that is no browser names none, and
 * has no cookie that somebody else could use.
 * @throws AppError `csrf-refused` (403).
 */
export function fromOwnPages({ host, origin, fetchSite }: RequestOrigin): void {
  const elsewhere =
    (origin !== '' && hostOf(origin) !== host) ||
    (fetchSite !== '' && fetchSite !== 'same-origin');
  if (elsewhere) throw csrfRefused('The request comes from another site');
}

export const csrfRefused = (detail: string) =>
  new AppError('forbidden', 'csrf-refused', detail);

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;
