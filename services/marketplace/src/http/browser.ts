import type { Context } from 'koa';

/**
 * The prefix makes the browser insist on Secure, this very host and the path
 * `/` (RFC 6265bis, 4.1.3.2).
 */
const COOKIE = '__Host-souk';

/** The session's cookie; '' when there is none. */
export const cookieOf = (ctx: Context): string => ctx.cookies.get(COOKIE) ?? '';

export function keepCookie(
  ctx: Context,
  { value, expiresAt }: { value: string; expiresAt: Date },
): void {
  // TLS ends before us, and on loopback there is none; browsers take both for
  // secure.
  ctx.cookies.secure = true;
  ctx.cookies.set(COOKIE, value, {
    expires: expiresAt,
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    path: '/',
    signed: false,
  });
}

/** What a browser says of where a request comes from. */
export const originOf = (ctx: Context) => ({
  host: ctx.host,
  origin: ctx.get('origin'),
  fetchSite: ctx.get('sec-fetch-site'),
});
