import { randomUUID } from 'node:crypto';
import { until } from '@souk/platform/testing/until';
import { z } from 'zod';
import { request } from '../../lib/souk/souk';
import { forwarded, helm, kubectl, list } from '../kubectl';
import { waitForReplicas } from '../pods';
import { install } from '../release';
import {
  asAdmin,
  hasStandIn,
  redisSays,
  rotate,
  rotateOwnMongodb,
} from '../rotation';
import { keyOf, secret, secrets } from '../secrets';
import { through } from '../trading';
import { APPS } from '@souk/contracts/apps';

const MINUTE = 60_000;
/** docs/operating.md: between the steps of a rotation. */
const KNOWN_MS = 5 * MINUTE;
const UNUSED_MS = 15 * MINUTE;

const PEM = /-----BEGIN/g;
const signingKeys = async () =>
  (await keyOf('vendors', 'vendors-signing-key')).match(PEM)?.length;

let addedAt = 0;
let usedAt = 0;
const passed = (since: number, ms: number) =>
  until(
    `${ms / MINUTE} minutes have passed`,
    () => Promise.resolve(Date.now() >= since + ms),
    ms + MINUTE,
  );

/** A vendor signs up and in; the id of the key that signed the token. */
const signedIn = () =>
  forwarded('marketplace', 80, async (origin) => {
    const id = randomUUID();
    const account = { email: `${id}@vendors.example`, password: `pass ${id}` };
    await request(origin, 'POST', '/api/vendors', {
      body: { name: 'Rotated', ...account },
    });
    const { json } = await request(origin, 'POST', '/api/vendors/sessions', {
      body: account,
    });
    const { accessToken } = z.object({ accessToken: z.string() }).parse(json);
    const [header = ''] = accessToken.split('.');
    const { kid } = z
      .object({ kid: z.string() })
      .parse(JSON.parse(Buffer.from(header, 'base64url').toString()));
    return { kid, accessToken };
  });

const statusOf = (path: string, token: string) =>
  forwarded(
    'marketplace',
    80,
    async (origin) => (await request(origin, 'GET', path, { token })).status,
  );

export function newSigningKey(): void {
  test(
    'a signing key gets a successor behind it, and no call fails',
    async () => {
      const { kid } = await signedIn();
      await through('signing-key-added', () =>
        rotate('key', 'vendors', 'vendors-signing-key', 'add'),
      );
      addedAt = Date.now();
      expect(await signingKeys()).toBe(2);
      expect((await signedIn()).kid).toBe(kid);
    },
    10 * MINUTE,
  );
}

export function signingKeyInUse(): void {
  test(
    'the successor of a signing key signs, what the old one signed counts, and no call fails',
    async () => {
      await passed(addedAt, KNOWN_MS);
      const old = await signedIn();
      await through('signing-key-used', () =>
        rotate('key', 'vendors', 'vendors-signing-key', 'use'),
      );
      usedAt = Date.now();
      const now = await signedIn();
      expect(now.kid).not.toBe(old.kid);
      for (const { accessToken } of [old, now])
        expect(await statusOf('/api/vendors/me', accessToken)).toBe(200);
    },
    15 * MINUTE,
  );
}

export function oldSigningKey(): void {
  test(
    'the old signing key is taken away, and no call fails',
    async () => {
      await passed(usedAt, UNUSED_MS);
      const { kid } = await signedIn();
      await through('signing-key-removed', () =>
        rotate('key', 'vendors', 'vendors-signing-key', 'remove'),
      );
      expect(await signingKeys()).toBe(1);
      expect((await signedIn()).kid).toBe(kid);
    },
    25 * MINUTE,
  );
}

const operatorSession = (key: string) =>
  forwarded(
    'marketplace',
    80,
    async (origin) =>
      (
        await request(origin, 'POST', '/api/operators/sessions', {
          body: { key },
        })
      ).status,
  );

const Deployment = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
    }),
  }),
});

const withDatabase = async () =>
  (await list('deployment', Deployment))
    .filter(
      ({ spec }) => spec.template.metadata.labels['souk/mongodb'] === 'true',
    )
    .map(({ metadata }) => metadata.name);

export function rotations(): void {
  test.each(['vendors', 'marketplace'])(
    'the tokens between %s and its sidecar are rotated, and no call fails',
    async (app) => {
      const before = await secret(`${app}-app-token`, 'token');
      await through(`tokens-of-${app}`, () => rotate('tokens', app));
      expect(await secret(`${app}-app-token`, 'token')).not.toBe(before);
    },
    10 * MINUTE,
  );

  test(
    'the key of operators is rotated, the old one is refused in the end, and no call fails',
    async () => {
      const key = (step: string) =>
        rotate('key', 'marketplace', 'operator-key', step);
      const old = await keyOf('marketplace', 'operator-key');
      await through('operator-key', async () => {
        await key('add');
        await key('use');
      });
      const [fresh = ''] = (await keyOf('marketplace', 'operator-key')).split(
        '\n',
      );
      expect(fresh).not.toBe(old);
      for (const one of [old, fresh])
        expect(await operatorSession(one)).toBe(201);
      await through('operator-key-removed', () => key('remove'));
      expect(await operatorSession(old)).toBe(401);
      expect(await operatorSession(fresh)).toBe(201);
    },
    20 * MINUTE,
  );

  test.each(['redis', 'events-redis'])(
    'the password of %s is rotated, the old one is refused, and no call fails',
    async (server) => {
      const old = await secret(server, 'password');
      await through(`password-of-${server}`, () => rotate(server));
      expect(await redisSays(server, old)).toMatch(/WRONGPASS/);
      expect(await redisSays(server, await secret(server, 'password'))).toMatch(
        /^PONG$/m,
      );
    },
    20 * MINUTE,
  );

  test(
    'the password of MongoDB is rotated, the old one is refused, and no call fails',
    async () => {
      if (await hasStandIn()) {
        const apps = await withDatabase();
        let old = '';
        await through('password-of-mongodb', async () => {
          old = await rotateOwnMongodb(apps);
        });
        await expect(asAdmin(old, { listDatabases: 1 })).rejects.toThrow(
          /[Aa]uthentication failed/,
        );
      } else {
        const old = await secret('mongodb', 'password');
        await through('password-of-mongodb', () => rotate('mongodb'));
        await expect(
          kubectl(
            'exec',
            'mongodb-0',
            '--',
            'mongosh',
            '--quiet',
            `mongodb://souk:${old}@127.0.0.1/admin`,
            '--eval',
            'db.hello()',
          ),
        ).rejects.toThrow(/Authentication failed/);
      }
    },
    20 * MINUTE,
  );

  test(
    'an upgrade and a roll-back keep what was rotated, and no call fails',
    async () => {
      const rotated = await secrets();
      await through('upgraded', () => install('--set', 'global.logLevel=warn'));
      expect(await secrets()).toEqual(rotated);
      await through('rolled-back', () =>
        helm('rollback', 'souk', '--wait', '--timeout', '10m'),
      );
      expect(await secrets()).toEqual(rotated);
      for (const app of APPS) await waitForReplicas(app, 1);
    },
    25 * MINUTE,
  );
}
