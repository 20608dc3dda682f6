import { AppError } from '@souk/platform/http/errors';

/**
 * The headers by which a browser names the origin of a request; '' for a
 * missing one.
 */
export interface RequestOrigin {
  /** The host and port the request was sent to. */
  host: string;
  origin: string;
  /** `Sec-Fetch-Site`. */
  fetchSite: string;
}

/**
 * Refuses a request that a page of another site made the browser send. Every
 * browser sends an origin with it; other clients send none, and have no cookie
 * to abuse.
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
