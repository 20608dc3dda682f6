import type { Stats } from 'node:fs';
import { send } from '@koa/send';
import type { Context, Middleware } from 'koa';

/**
 * Scripts, styles and fonts of our own, pictures from wherever vendors keep
 * them, nothing inline and nobody may frame it.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: https: http:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What is never a page, whatever files there are. */
const RESERVED =
  /^\/(api|dapr|actors|events|metrics|livez|readyz|\.well-known)(\/|$)/;
const INDEX = '/index.html';

/**
 * The built pages below everything else. Files under `/assets/` have the hash
 * of their content in their name and are kept for good, pictures of the demo
 * catalogue for an hour; the rest is asked about each time. A path without a
 * file is a page when a browser navigates to it: the page itself finds out
 * which.
 */
export function pages(folder: string): Middleware {
  return async (ctx, next) => {
    await next();
    if (
      ctx.status !== 404 ||
      ctx.body != null ||
      !['GET', 'HEAD'].includes(ctx.method) ||
      RESERVED.test(ctx.path)
    )
      return;
    if (
      (ctx.path !== '/' && (await sent(ctx, folder, ctx.path))) ||
      !isNavigation(ctx)
    )
      return;
    await sent(ctx, folder, INDEX);
  };
}

// Asked for by name, since a script or a picture that is missing must not be
// answered with a page.
const isNavigation = ({ path, headers }: Context): boolean =>
  path === '/' ||
  (headers.accept?.includes('text/html') === true &&
    !path.slice(path.lastIndexOf('/')).includes('.'));

const keptFor = (path: string): string => {
  if (path.startsWith('/assets/')) return 'public, max-age=31536000, immutable';
  return path.startsWith('/pictures/') ? 'public, max-age=3600' : 'no-cache';
};

/**
 * Sends the file, or its compressed neighbour, or 304; false when there is
 * none.
 */
async function sent(
  ctx: Context,
  root: string,
  path: string,
): Promise<boolean> {
  const tag = ({ size, mtimeMs }: Stats) =>
    `W/"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
  const options = {
    root,
    setHeaders: (_res: unknown, _path: string, stats: Stats) =>
      ctx.set('etag', tag(stats)),
  };
  // A path that leaves the folder or cannot be decoded names no file either.
  const file = await send(ctx, path, options).catch((err: unknown) => {
    if (!(Number((err as { status?: unknown }).status) < 500)) throw err;
  });
  if (file === undefined) return false;
  ctx.vary('accept-encoding');
  ctx.set('cache-control', keptFor(path));
  if (ctx.type === 'text/html')
    ctx.set({
      'content-security-policy': PAGE_POLICY,
      'cross-origin-opener-policy': 'same-origin',
    });
  if (ctx.fresh) ctx.status = 304;
  return true;
}
