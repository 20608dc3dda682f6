import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Router from '@koa/router';
import { defineCall } from '@souk/contracts/call';
import { z } from 'zod';
import {
  accessTokens,
  type AccessTokens,
} from '../../src/accounts/access-tokens';
import { signingKeys } from '../../src/auth/keys';
import { minter } from '../../src/auth/mint';
import { serviceTokens } from '../../src/auth/service-tokens';
import { eventSigner, eventVerifier } from '../../src/auth/signed-events';
import { asker, type Ask } from '../../src/dapr/ask';
import { invoker } from '../../src/dapr/invoke';
import { jwksRoute, keysOfIssuers } from '../../src/dapr/jwks';
import { serve } from '../../src/dapr/serve';
import type { Sidecar } from '../../src/dapr/sidecar';
import { createApp } from '../../src/http/app';
import { createRouter } from '../../src/http/router';
import { newKeyPem } from '../../src/testing/identity';
import { testShell } from '../../src/testing/shell';

const TOPIC = 'orders.noted.v1';
const readNote = defineCall({
  app: 'products',
  method: 'GET',
  path: '/notes/{id}',
  scope: 'notes:read',
  answer: z.object({ by: z.string() }),
});
const rights = {
  orders: {
    mayAsk: { products: ['notes:read'] },
    speaksFor: [],
  },
};

const servers: Server[] = [];
afterAll(() =>
  servers.forEach((server) => {
    server.closeAllConnections();
    server.close();
  }),
);

async function listening(router: Router): Promise<string> {
  const handle = createApp(testShell('rotation'), router).callback();
  const server = createServer((req, res) => void handle(req, res));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Delivers each invocation to one replica after the other, over HTTP. */
function sidecarOf(replicas: Map<string, string[]>): Sidecar {
  let turn = 0;
  return {
    async request({ method, path, headers = {}, timeoutMs = 5_000 }) {
      const [, app = '', rest] = /invoke\/(\w+)\/method(.*)/.exec(path) ?? [];
      const origins = replicas.get(app) ?? [];
      const origin = origins[(turn += 1) % origins.length] ?? '';
      const answer = await fetch(`${origin}${rest}`, {
        method,
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const { status } = answer;
      return { status, headers: {}, text: await answer.text() };
    },
    close: async () => undefined,
  };
}

interface Replica {
  origin: string;
  ask: Ask;
  tokens: AccessTokens;
  sign: ReturnType<typeof eventSigner>;
}

/** Two replicas of `orders` that ask `products`, which knows their keys. */
async function system() {
  const clock = { ms: 0 };
  const replicas = new Map<string, string[]>();
  const invoke = invoker(sidecarOf(replicas));
  const own = {
    app: 'products',
    keys: () => Promise.reject(new Error('not asked for')),
  };
  const keysOf = keysOfIssuers(own, invoke, () => clock.ms);
  const verify = serviceTokens({ audience: 'products', keysOf, rights });
  const verifyEvent = eventVerifier({ keysOf, owner: () => 'orders' });
  const router = createRouter();
  serve(router, readNote, verify, async ({ principal }) => ({
    by: principal.id,
  }));
  replicas.set('products', [await listening(router)]);

  const orders: Replica[] = [];
  const start = async (nth: number, pems: string[]) => {
    const keys = signingKeys(pems.join('\n'));
    const own = async () => keys;
    const origin = await listening(jwksRoute(own));
    const secrets = { get: async () => pems.join('\n') };
    const user = { issuer: 'orders', role: 'vendor', scopes: [] } as const;
    orders[nth] = {
      origin,
      ask: asker(minter('orders', own, rights), invoke),
      tokens: accessTokens(secrets, { ...user, scopes: [] }),
      sign: eventSigner(own, () => 'orders'),
    };
    replicas.set(
      'orders',
      orders.map((one) => one.origin),
    );
  };
  /** What each replica says is judged by the others; how much was refused. */
  const load = async () => {
    const tried = (work: Promise<unknown>): Promise<number> =>
      work.then(
        () => 0,
        () => 1,
      );
    const requests = [1, 2, 3].flatMap((n) =>
      orders.map(async ({ ask, tokens, sign }) => {
        const outside = await tokens.issue('ann', `s-${n}`);
        const data = { id: `e-${n}`, source: 'orders', type: TOPIC, data: n };
        const signature = await sign(data);
        return Promise.all([
          tried(ask(readNote, { params: { id: 'a' } })),
          tried(verifyEvent({ ...data, signature })),
          ...orders.map((other) => tried(other.tokens.verify(outside))),
        ]);
      }),
    );
    const refusals = (await Promise.all(requests)).flat();
    return { made: refusals.length, refused: refusals.filter(Boolean).length };
  };
  /** Gives each replica these keys, one after the other, under load. */
  const rollout = async (...pems: string[]) => {
    let refused = 0;
    for (const nth of [0, 1]) {
      await start(nth, pems);
      const loaded = await load();
      expect(loaded.made).toBeGreaterThanOrEqual(9);
      refused += loaded.refused;
    }
    clock.ms += 60_000;
    return refused;
  };
  return { rollout };
}

const [before, after] = [newKeyPem(), newKeyPem()];

it('refuses nothing while a key is rotated in three steps', async () => {
  const { rollout } = await system();
  expect([
    await rollout(before),
    await rollout(before, after),
    await rollout(after, before),
    await rollout(after),
  ]).toEqual([0, 0, 0, 0]);
});

it('refuses what the other replicas cannot know when a key is replaced at once', async () => {
  const { rollout } = await system();
  expect(await rollout(before)).toBe(0);
  expect(await rollout(after)).toBeGreaterThan(0);
});
