import { reach } from '../../src/dapr/reach';
import type { Sidecar } from '../../src/dapr/sidecar';

const answering = (status: number, text: string): Sidecar => ({
  request: async () => ({ status, headers: {}, text }),
  close: async () => undefined,
});
const notInvoked = (message: string) =>
  answering(500, JSON.stringify({ errorCode: 'ERR_DIRECT_INVOKE', message }));

it.each([
  ['ready', answering(200, 'ok')],
  ['not-ready', answering(503, 'not ready')],
  ['not-ready', answering(500, 'no JSON')],
  [
    'app-away',
    notInvoked(
      'rpc error: code = Internal desc = error invoking app channel: connection refused',
    ),
  ],
  [
    'away',
    notInvoked(
      'rpc error: code = Canceled desc = grpc: the client connection is closing',
    ),
  ],
  [
    'silent',
    {
      request: () => Promise.reject(new Error('no answer')),
      close: async () => undefined,
    } satisfies Sidecar,
  ],
])('reports %s', async (expected, sidecar) => {
  expect(await reach(sidecar, 'inventory')).toBe(expected);
});
