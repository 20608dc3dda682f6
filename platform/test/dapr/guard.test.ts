import Router from '@koa/router';
import request from 'supertest';
import { requires } from '../../src/auth/requires';
import { sidecarOnly } from '../../src/dapr/guard';
import { createApp } from '../../src/http/app';
import { testIdentity } from '../../src/testing/identity';
import { testShell } from '../../src/testing/shell';
import { TEST_APP_TOKEN, asSidecar } from '../../src/testing/sidecar';

const identity = testIdentity('test');
const router = new Router();
router.get(
  '/inside',
  sidecarOnly(TEST_APP_TOKEN),
  (ctx) => void (ctx.body = {}),
);
router.get(
  '/mine',
  requires('things:read', identity.verify),
  (ctx) => void (ctx.body = { id: ctx.state.principal.id }),
);
const app = createApp(testShell('test'), router).callback();

describe('a route for the sidecar only', () => {
  it('accepts the token of our sidecar', async () => {
    expect((await request(app).get('/inside').set(asSidecar)).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['without a token', {}],
    ['with an empty token', { 'dapr-api-token': '' }],
    [
      'with a wrong token of the same length',
      { 'dapr-api-token': 'x'.repeat(TEST_APP_TOKEN.length) },
    ],
    [
      'with half of the token',
      { 'dapr-api-token': TEST_APP_TOKEN.slice(0, 10) },
    ],
    [
      'by service invocation through our own sidecar',
      { ...asSidecar, 'dapr-callee-app-id': 'test' },
    ],
    [
      'by service invocation with an empty callee id',
      { ...asSidecar, 'dapr-callee-app-id': '' },
    ],
  ])('is refused %s', async (_how, headers) => {
    const answer = await request(app).get('/inside').set(headers);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ type: '/problems/sidecar-only' });
  });
});

describe('a route with a scope', () => {
  const as = (...scopes: string[]) =>
    identity.as({ subject: 'vendor-1', role: 'vendor', scopes });

  it('identifies its caller by the token', async () => {
    const answer = await request(app).get('/mine').set(as('things:read'));
    expect(answer.body).toEqual({ id: 'vendor-1' });
  });

  it.each(['', 'Basic dmVuZG9yOnB3', 'Bearer', 'Bearer a b'])(
    'requires a bearer token, not %p',
    async (authorization) => {
      const answer = await request(app).get('/mine').set({ authorization });
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ type: '/problems/missing-token' });
    },
  );

  it('refuses a token of another issuer key', async () => {
    const answer = await request(app)
      .get('/mine')
      .set(
        testIdentity('test').as({
          subject: 'v',
          role: 'vendor',
          scopes: ['things:read'],
        }),
      );
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ type: '/problems/invalid-token' });
  });

  it.each([['things:write'], ['things'], ['things:read:all']])(
    'refuses a caller with only the scope %s',
    async (scope) => {
      const answer = await request(app).get('/mine').set(as(scope));
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({ type: '/problems/missing-scope' });
    },
  );
});
