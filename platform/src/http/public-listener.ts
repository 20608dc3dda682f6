import {
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';

const INTERNAL =
  /^\/(dapr|actors|events|metrics|livez|readyz|\.well-known)(\/|$)/i;

/**
 * Public are the API and pages; the routes of the sidecar, probes and operators
 * are not.
 */
export function isPublic(method: string, url: string): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  if (/^\/api(\/|$)/.test(path)) return true;
  return (
    ['GET', 'HEAD'].includes(method) &&
    path.startsWith('/') &&
    !INTERNAL.test(path)
  );
}

const outside = new WeakSet<IncomingMessage>();

/** Whether the request came in through `publicOnly`. */
export const isFromOutside = (req: IncomingMessage): boolean =>
  outside.has(req);

/** Serves only public routes; all others answer 404. */
export const publicOnly =
  (app: RequestListener): RequestListener =>
  (req, res) => {
    if (isPublic(req.method ?? '', req.url ?? '')) {
      outside.add(req);
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
    // Do not wait for the request body.
    res
      .writeHead(404, {
        'content-type': 'application/problem+json',
        connection: 'close',
      })
      .end(JSON.stringify(problem));
  };
