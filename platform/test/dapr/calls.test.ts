import Router from '@koa/router';
import { defineCall } from '@souk/contracts/call';
import request from 'supertest';
import { z } from 'zod';
import { signingKeys } from '../../src/auth/keys';
import { minter } from '../../src/auth/mint';
import { asker } from '../../src/dapr/ask';
import { assertCallsServed, serve } from '../../src/dapr/serve';
import { createApp } from '../../src/http/app';
import { newKeyPem, testIdentity } from '../../src/testing/identity';
import { memoryInvoke } from '../../src/testing/memory-invoke';
import { testShell } from '../../src/testing/shell';

const app = 'inventory';
const listNotes = defineCall({
  app,
  method: 'GET',
  path: '/notes/{topic}',
  scope: 'notes:read',
  query: z.strictObject({ limit: z.coerce.number().int().default(3) }),
  answer: z.object({ items: z.array(z.string()) }),
});
const addNote = defineCall({
  app,
  method: 'POST',
  path: '/notes/{topic}',
  scope: 'notes:write',
  role: 'vendor',
  headers: z.object({ 'idempotency-key': z.string().optional() }),
  body: z.strictObject({ text: z.string() }),
  answer: z.object({ text: z.string(), by: z.string() }),
  status: 201,
});
const dropNotes = defineCall({
  app,
  method: 'DELETE',
  path: '/notes/{topic}',
  scope: 'notes:write',
  answer: z.void(),
});
const calls = { listNotes, addNote, dropNotes };

const identity = testIdentity(app);
const vendor = (scopes: string[]) =>
  identity.as({ subject: 'ann', role: 'vendor', scopes });

function notes(only: Partial<typeof calls> = calls) {
  const router = new Router();
  if (only.listNotes) {
    serve(router, listNotes, identity.verify, async ({ params, query }) => ({
      items: [params.topic, String(query.limit)],
    }));
  }
  if (only.addNote) {
    serve(router, addNote, identity.verify, async (given) => ({
      text: `${given.body.text} ${given.headers['idempotency-key'] ?? '-'}`,
      by: given.principal.id,
    }));
  }
  if (only.dropNotes) {
    serve(router, dropNotes, identity.verify, async () => undefined);
  }
  return router;
}

const api = request(createApp(testShell(app), notes()).callback());

describe('a served call', () => {
  test('answers with the result of its handler and the declared status', async () => {
    const read = await api
      .get('/notes/tea?limit=7')
      .set(vendor(['notes:read']))
      .expect(200);
    expect(read.body).toEqual({ items: ['tea', '7'] });

    const added = await api
      .post('/notes/tea')
      .set(vendor(['notes:write']))
      .set('idempotency-key', 'k')
      .send({ text: 'hot' })
      .expect(201);
    expect(added.body).toEqual({ text: 'hot k', by: 'ann' });

    const dropped = await api
      .delete('/notes/tea')
      .set(vendor(['notes:write']))
      .expect(204);
    expect(dropped.text).toBe('');
  });

  test('is refused without its scope or role', async () => {
    await api.get('/notes/tea').expect(401);
    await api
      .get('/notes/tea')
      .set(vendor(['notes:write']))
      .expect(403);
    const operator = identity.as({
      subject: 'operator',
      role: 'operator',
      scopes: ['notes:write'],
    });
    await api
      .post('/notes/tea')
      .set(operator)
      .send({ text: 'hot' })
      .expect(403);
  });

  test('is refused when a part does not match its schema', async () => {
    for (const [path, body] of [
      ['/notes/t%20a', { text: 'hot' }],
      ['/notes/tea', { text: 'hot', more: true }],
    ] as const) {
      await api
        .post(path)
        .set(vendor(['notes:write']))
        .send(body)
        .expect(422);
    }
    await api
      .get('/notes/tea?page=2')
      .set(vendor(['notes:read']))
      .expect(422);
  });
});

describe('a service that does not serve a declared call', () => {
  test('fails to start, naming the call', () => {
    expect(() => assertCallsServed(calls, [notes()])).not.toThrow();
    expect(() => assertCallsServed(calls, [notes({ listNotes })])).toThrow(
      'No route serves POST /notes/{topic}, DELETE /notes/{topic}',
    );
  });
});

describe('asking', () => {
  const keys = signingKeys(newKeyPem());
  const rights = {
    products: {
      mayAsk: { inventory: ['notes:read', 'notes:write'] },
      speaksFor: ['vendor'],
    },
  } as const;
  const ann = {
    id: 'ann',
    role: 'vendor',
    scopes: new Set<string>(),
    sessionId: 's-1',
  } as const;
  const claimsOf = (token = '') =>
    JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;

  function asking() {
    const { invoke, calls: sent } = memoryInvoke((route) =>
      route.startsWith('GET') ? { items: [] } : { text: 'hot', by: 'ann' },
    );
    const mint = minter('products', async () => keys, rights);
    return { sent, ask: asker(mint, invoke) };
  }

  test('fills in the path and the given query and headers', async () => {
    const { ask, sent } = asking();
    await ask(listNotes, { params: { topic: 'tea' }, query: { limit: 2 } });
    await ask(listNotes, { params: { topic: 'tea' }, query: {} });
    await ask(addNote, {
      params: { topic: 'tea' },
      headers: { 'idempotency-key': undefined },
      body: { text: 'hot' },
      as: ann,
    });
    expect(sent.map(({ path }) => path)).toEqual([
      '/notes/tea?limit=2',
      '/notes/tea',
      '/notes/tea',
    ]);
    expect(sent[2]).toMatchObject({ headers: {}, body: { text: 'hot' } });
  });

  test('gives each change a key of its own when it came without, and says what may be repeated', async () => {
    const { ask, sent } = asking();
    const given = { params: { topic: 'tea' }, body: { text: 'hot' } };
    await ask(addNote, given);
    await ask(addNote, given);
    await ask(addNote, { ...given, headers: { 'idempotency-key': 'k' } });
    await ask(listNotes, { params: { topic: 'tea' }, query: {} });
    const keys = sent.map(({ headers }) => headers?.['idempotency-key']);
    expect(keys.map((key) => typeof key)).toEqual([
      'string',
      'string',
      'string',
      'undefined',
    ]);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys[2]).toBe('k');
    expect(sent.every(({ mayRepeat }) => mayRepeat)).toBe(true);
    const unkeyed = { ...addNote, headers: z.object({}) };
    await ask(unkeyed, given);
    expect(sent.at(-1)).toMatchObject({ mayRepeat: false, headers: {} });
  });

  test('reuses a token minted for this app, scope and caller', async () => {
    const { ask, sent } = asking();
    const given = { params: { topic: 'tea' }, body: { text: 'hot' } };
    await ask(addNote, { ...given, as: ann });
    await ask(addNote, { ...given, as: ann });
    await ask(addNote, given);
    const [first, second, own] = sent.map(({ token }) => token);

    expect(second).toBe(first);
    expect(claimsOf(first)).toMatchObject({
      iss: 'products',
      aud: 'inventory',
      sub: 'ann',
      role: 'vendor',
      scope: 'notes:write',
      sid: 's-1',
    });
    expect(claimsOf(own)).toMatchObject({ sub: 'products', role: 'service' });
  });

  test('beyond the rights of this app is our bug, and nothing is sent', async () => {
    const { ask, sent } = asking();
    const given = { params: { topic: 'tea' } };
    const other = { ...dropNotes, scope: 'notes:drop' };
    await expect(ask(other, given)).rejects.toThrow(
      'products may not ask inventory for notes:drop',
    );
    const operator = { ...ann, role: 'operator' } as const;
    await expect(ask(dropNotes, { ...given, as: operator })).rejects.toThrow(
      'products may not speak for a operator',
    );
    expect(sent).toEqual([]);
  });
});
