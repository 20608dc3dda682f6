import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fleet } from './replicas';

export interface Control {
  url: string;
  close(): void;
}

/**
 * Lets the tests, which run in another process than the supervisor, ask it for
 * replicas, on loopback and for as long as they run: `PUT /<app>/<count>`
 * scales, `POST /<app>/<n>` restarts; each answers 200 once it is done.
 */
export async function serveControl(
  fleet: Pick<Fleet, 'scale' | 'restart'>,
): Promise<Control> {
  const server = createServer((request, response) => {
    const [, app = '', number = ''] = (request.url ?? '').split('/');
    const work =
      request.method === 'PUT'
        ? fleet.scale(app, Number(number))
        : fleet.restart(app, Number(number));
    work.then(
      () => response.end('done'),
      (err: unknown) =>
        response
          .writeHead(500)
          .end(err instanceof Error ? err.message : String(err)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
