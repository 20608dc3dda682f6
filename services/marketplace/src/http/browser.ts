import type { Context } from 'koa';

export type { Context };

/**
 * With this prefix the browser requires Secure, the exact host and the path `/`
 * (RFC 6265bis, 4.1.3.2).
 */
const COOKIE = '__Host-souk';
export const CART_COOKIE = `${COOKIE}-cart`;

/** A cookie, the session's unless named; '' when there is none. */
export const cookieOf = (ctx: Context, name = COOKIE): string =>
  ctx.cookies.get(name) ?? '';

export function keepCookie(
  ctx: Context,
  { value, expiresAt }: { value: string; expiresAt: Date },
  name = COOKIE,
): void {
  // TLS ends at the proxy, and loopback has none; browsers treat both as
  // secure.
  ctx.cookies.secure = true;
  ctx.cookies.set(name, value, {
    expires: expiresAt,
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    path: '/',
    signed: false,
  });
}

/** Takes the cookie of the session away from a browser that has sent it. */
export function forgetSession(ctx: Context): void {
  if (cookieOf(ctx) !== '' && ctx.get('authorization') === '')
    keepCookie(ctx, { value: '', expiresAt: new Date(0) });
}

const DEVICE_COOKIE = `${COOKIE}-device`;
const DEVICE_DAYS = 400;

/** What this browser is known by; undefined when it was never signed in. */
export function deviceCookieOf(ctx: Context): string | undefined {
  const value = cookieOf(ctx, DEVICE_COOKIE);
  return /^[\w-]{22}$/.test(value) ? value : undefined;
}

export function keepDeviceCookie(ctx: Context, value: string): void {
  const expiresAt = new Date(Date.now() + DEVICE_DAYS * 24 * 60 * 60_000);
  keepCookie(ctx, { value, expiresAt }, DEVICE_COOKIE);
}

/** The headers by which a browser names the origin of a request. */
export const originOf = (ctx: Context) => ({
  host: ctx.host,
  origin: ctx.get('origin'),
  fetchSite: ctx.get('sec-fetch-site'),
});
