import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Replicas } from './replicas';

export interface ReplicaControl {
  url: string;
  close(): void;
}

/**
 * Lets the tests, which run in another process, control the replicas over
 * loopback: `PUT /<app>/<count>` scales, `POST /<app>/<n>` restarts. Answers
 * 200 once it is done.
 */
export async function serveReplicaControl(
  replicas: Pick<Replicas, 'scale' | 'restart'>,
): Promise<ReplicaControl> {
  const server = createServer((request, response) => {
    const [, app = '', number = ''] = (request.url ?? '').split('/');
    const work =
      request.method === 'PUT'
        ? replicas.scale(app, Number(number))
        : replicas.restart(app, Number(number));
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
