import type { Stats } from 'node:fs';
import { relative } from 'node:path';
import { send } from '@koa/send';
import type { Context, Middleware } from 'koa';

/**
 * Allows our own scripts, styles and fonts, and pictures from any host; nothing
 * inline, no framing.
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

/** Paths that are never pages. */
const RESERVED =
  /^\/(api|dapr|actors|events|metrics|livez|readyz|\.well-known)(\/|$)/;
const INDEX = '/index.html';

/**
 * Serves the built pages when no route matches. Files under `/assets/` carry a
 * content hash in their names and are cached for a year, pictures of the demo
 * catalogue for an hour; the rest is revalidated each time. When a browser
 * navigates to a path without a file, it gets the index page, which does the
 * routing.
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

// A missing script or picture must not be answered with a page.
const isNavigation = ({ path, headers }: Context): boolean =>
  path === '/' ||
  (headers.accept?.includes('text/html') === true &&
    !path.slice(path.lastIndexOf('/')).includes('.'));

const keptFor = (path: string): string => {
  if (path.startsWith('/assets/')) return 'public, max-age=31536000, immutable';
  return path.startsWith('/pictures/') ? 'public, max-age=3600' : 'no-cache';
};

/**
 * Sends the file, its compressed variant, or 304; false when there is no such
 * file.
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
  // A path that leaves the folder or cannot be decoded counts as missing.
  const file = await send(ctx, path, options).catch((err: unknown) => {
    if (!(Number((err as { status?: unknown }).status) < 500)) throw err;
  });
  if (file === undefined) return false;
  ctx.vary('accept-encoding');
  // By the file and not by the path, which may lead anywhere (`/assets/..%2f`).
  ctx.set('cache-control', keptFor(`/${relative(root, file)}`));
  if (ctx.type === 'text/html')
    ctx.set({
      'content-security-policy': PAGE_POLICY,
      'cross-origin-opener-policy': 'same-origin',
    });
  if (ctx.fresh) ctx.status = 304;
  return true;
}
