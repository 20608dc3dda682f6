import type { SessionOwner } from '@souk/contracts/vendors/views';
import { newKeyPem, testIdentity } from '@souk/platform/testing/identity';
import { memoryAccountParts } from '@souk/platform/testing/accounts/parts';
import { testShell } from '@souk/platform/testing/shell';
import request from 'supertest';
import { createVendorsApp } from '../../src/app';
import { vendorTokens } from '../../src/sessions/sessions';
import { memoryVendorStore } from '../support/memory-store';

const identity = testIdentity('vendors');
const DAY = 24 * 60 * 60 * 1000;
const ann = {
  name: 'Ann’s Pots',
  email: 'ann@example.org',
  password: 'correct horse',
};
const { email, password } = ann;
const scopes = ['vendors:register', 'sessions:open', 'sessions:read'];
const marketplace = identity.as({
  subject: 'marketplace',
  role: 'service',
  scopes,
});

async function registered() {
  let ids = 0;
  const clock = { now: new Date('2026-01-02T03:04:05.006Z') };
  const app = createVendorsApp({
    vendors: memoryVendorStore(),
    ...memoryAccountParts(identity.keys),
    tokens: vendorTokens({ get: async () => newKeyPem() }),
    newId: () => `id-${++ids}`,
    now: () => clock.now,
    verify: identity.verify,
    keys: identity.keys,
    shell: testShell('vendors'),
  });
  const api = request(app.callback());
  await api.post('/registerVendor').set(marketplace).send(ann).expect(201);
  const open = (body: object) =>
    api.post('/browserSessions').set(marketplace).send(body);
  const read = (id: string) => api.get(`/sessions/${id}`).set(marketplace);
  const opened = async () =>
    (await open({ email, password }).expect(201)).body as SessionOwner;
  return { api, clock, open, read, opened };
}

const ended = expect.objectContaining({
  type: '/problems/session-revoked',
}) as object;

describe('a browser session', () => {
  it('is opened without a token and can be read by its id repeatedly', async () => {
    const { opened, read } = await registered();
    const session = await opened();
    expect(session).toEqual({
      vendor: {
        id: 'id-1',
        name: ann.name,
        email,
        createdAt: '2026-01-02T03:04:05.006Z',
      },
      sessionId: 'id-2',
      validUntil: '2026-02-01T03:04:05.006Z',
    });
    const reads = await Promise.all(
      Array.from({ length: 5 }, () => read('id-2')),
    );
    expect(reads.map(({ status, body }) => [status, body as unknown])).toEqual(
      Array(5).fill([200, session]),
    );
  });

  it('cannot be continued with a refresh token', async () => {
    const { api, opened } = await registered();
    const { sessionId } = await opened();
    const refreshToken = `${sessionId}.${'A'.repeat(43)}`;
    const refused = await api
      .post('/sessions/refresh')
      .set(marketplace)
      .send({ refreshToken })
      .expect(422);
    expect(refused.body).toMatchObject({
      type: '/problems/invalid-refresh-token',
    });
  });

  it('ends when closed', async () => {
    const { api, opened, read } = await registered();
    const { sessionId } = await opened();
    const vendor = identity.as({
      subject: 'id-1',
      role: 'vendor',
      scopes: ['sessions:close'],
      sessionId,
    });
    await api.delete('/sessions/current').set(vendor).expect(204);
    expect((await read(sessionId).expect(422)).body).toEqual(ended);
  });

  it('ends after thirty days', async () => {
    const { clock, opened, read } = await registered();
    const { sessionId } = await opened();
    clock.now = new Date(clock.now.getTime() + 30 * DAY);
    expect((await read(sessionId).expect(422)).body).toEqual(ended);
  });

  it('with an unknown id is reported as ended', async () => {
    const { read } = await registered();
    expect((await read('nobody').expect(422)).body).toEqual(ended);
  });

  it.each([
    [{ email, password: 'wrong' }, 'wrong-credentials'],
    [{ email: 'bob@example.org', password }, 'wrong-credentials'],
    [{ email: { $ne: null }, password }, 'invalid-input'],
  ])('is not opened for %j', async (body, slug) => {
    const { open } = await registered();
    expect((await open(body).expect(422)).body).toMatchObject({
      type: `/problems/${slug}`,
    });
  });

  it('cannot be read by a vendor, whatever the scopes of its token', async () => {
    const { api, opened } = await registered();
    const { sessionId } = await opened();
    const vendor = identity.as({
      subject: 'id-1',
      role: 'vendor',
      scopes: ['sessions:read'],
      sessionId,
    });
    await api.get(`/sessions/${sessionId}`).set(vendor).expect(403);
    await api.get(`/sessions/${sessionId}`).expect(401);
  });
});
