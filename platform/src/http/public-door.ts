import { STATUS_CODES, type RequestListener } from 'node:http';

const INSIDE =
  /^\/(dapr|actors|events|metrics|livez|readyz|\.well-known)(\/|$)/i;

/**
 * What the outside may ask for: the API, and pages; never what is the
 * sidecar's, a probe's or an operator's.
 */
export function isPublic(method: string, url: string): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  if (/^\/api(\/|$)/.test(path)) return true;
  return (
    ['GET', 'HEAD'].includes(method) &&
    path.startsWith('/') &&
    !INSIDE.test(path)
  );
}

/**
 * The app behind it, as the outside sees it: what is not public is not there.
 */
export const publicDoor =
  (app: RequestListener): RequestListener =>
  (req, res) => {
    if (isPublic(req.method ?? '', req.url ?? '')) {
      app(req, res);
      return;
    }
    const [instance] = (req.url ?? '').split('?', 1);
    const problem = {
      type: '/problems/route-not-found',
      title: STATUS_CODES[404],
      status: 404,
      instance,
    };
    // Whatever it sends along is not waited for.
    res
      .writeHead(404, {
        'content-type': 'application/problem+json',
        connection: 'close',
      })
      .end(JSON.stringify(problem));
  };
