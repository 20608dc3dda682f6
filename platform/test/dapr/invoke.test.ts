import { z } from 'zod';
import { actorCaller } from '../../src/actors/caller';
import { invoker } from '../../src/dapr/invoke';
import { publisher } from '../../src/dapr/publish';
import type {
  Sidecar,
  SidecarRequest,
  SidecarResponse,
} from '../../src/dapr/sidecar';
import { sidecarReady } from '../../src/dapr/sidecar-health';
import { stateStore, StateConflict } from '../../src/dapr/state';
import { AppError } from '../../src/http/errors';
import { noToken, unsignedBy } from '../../src/testing/identity';

/** A sidecar with a fixed answer, which records its requests. */
function answering({
  status = 200,
  text = '',
  headers = {},
}: Partial<SidecarResponse>) {
  const asked: SidecarRequest[] = [];
  const sidecar: Sidecar = {
    request: async (request) => {
      asked.push(request);
      return { status, text, headers };
    },
    close: async () => undefined,
  };
  return { sidecar, asked };
}

const Thing = z.object({ id: z.string() });
const get = {
  app: 'products',
  method: 'GET',
  path: '/things/1',
  answer: Thing,
} as const;
const problem = (status: number, slug: string, extra: object = {}) => ({
  status,
  text: JSON.stringify({
    type: `/problems/${slug}`,
    title: 'x',
    status,
    detail: 'why',
    instance: '/x',
    ...extra,
  }),
});

describe('invoking another service', () => {
  it('calls through the sidecar with the token of the callee and returns the parsed answer', async () => {
    const { sidecar, asked } = answering({ text: '{"id":"1","more":2}' });
    expect(
      await invoker(sidecar)({
        ...get,
        token: 'abc',
        headers: { 'if-match': '"p1"' },
      }),
    ).toEqual({ id: '1' });
    expect(asked).toMatchObject([
      {
        path: '/v1.0/invoke/products/method/things/1',
        headers: { authorization: 'Bearer abc', 'if-match': '"p1"' },
      },
    ]);
  });

  it.each([
    [400, 'malformed-body', 'malformed'],
    [404, 'product-not-found', 'not-found'],
    [409, 'duplicate-sku', 'conflict'],
    [413, 'body-too-large', 'too-large'],
    [422, 'invalid-input', 'invalid'],
    [429, 'too-many-requests', 'too-many'],
  ])(
    'turns a problem of status %i into the same error',
    async (status, slug, kind) => {
      const remote = problem(status, slug, {
        errors: [{ path: 'name', message: 'm' }],
        productId: 'p1',
        nested: { a: 1 },
      });
      const asking = invoker(answering(remote).sidecar)(get);
      await expect(asking).rejects.toMatchObject({
        kind,
        slug,
        message: 'why',
        extra: {
          fields: [{ path: 'name', message: 'm' }],
          members: { productId: 'p1' },
        },
      });
    },
  );

  it.each([
    ['as the callee says', { 'retry-after': '42' }, { retryAfterSeconds: 42 }],
    ['at a date, which is not used', { 'retry-after': 'Fri, 27 Nov' }, {}],
    ['at no time', {}, {}],
  ])('may be tried again %s', async (_when, headers, extra) => {
    const remote = { ...problem(429, 'too-many-requests'), headers };
    const asking = invoker(answering(remote).sidecar)(get);
    await expect(asking).rejects.toMatchObject({ kind: 'too-many' });
    await expect(asking).rejects.toHaveProperty('extra', extra);
  });

  it.each<[string, Partial<SidecarResponse>]>([
    [
      '401, which concerns only the two services',
      problem(401, 'invalid-token'),
    ],
    [
      '403, which concerns only the two services',
      problem(403, 'missing-scope'),
    ],
    ['503', problem(503, 'dependency-unavailable')],
    [
      '500 for an app the sidecar cannot find',
      { status: 500, text: '{"errorCode":"ERR_DIRECT_INVOKE"}' },
    ],
    [
      '404 that is not one of our problem documents',
      { status: 404, text: 'no such path' },
    ],
    ['a redirect', { status: 302, text: '' }],
    ['an answer that is not JSON', { status: 200, text: '<html>' }],
    [
      'an answer that does not match the schema',
      { status: 200, text: '{"id": 1}' },
    ],
    ['an empty answer where one is required', { status: 204, text: '' }],
  ])('throws dependency-unavailable for %s', async (_what, response) => {
    await expect(
      invoker(answering(response).sidecar)(get),
    ).rejects.toMatchObject({
      kind: 'unavailable',
      slug: 'dependency-unavailable',
    });
  });

  describe('whose replica is gone', () => {
    const gone =
      'failed to invoke target products after 4 retries. Error: rpc error: code = Unavailable desc = connection error: desc =';
    const dialled = `failed to invoke, id: products, err: ${gone} "transport: Error while dialing: dial tcp 10.0.0.1:50002: connect: refused"`;
    const refused = (message: string) => ({
      status: 500,
      text: JSON.stringify({ errorCode: 'ERR_DIRECT_INVOKE', message }),
      headers: {},
    });
    const inTurn = (...answers: SidecarResponse[]) => {
      const asked: SidecarRequest[] = [];
      const request = async (one: SidecarRequest) =>
        answers[Math.min(asked.push(one), answers.length) - 1]!;
      return {
        asked,
        invoke: invoker({ request, close: async () => undefined }),
      };
    };

    it('repeats the call once, and another replica answers', async () => {
      const { asked, invoke } = inTurn(refused(dialled), {
        status: 200,
        text: '{"id":"1"}',
        headers: {},
      });
      await expect(
        invoke({ ...get, token: 'abc', timeoutMs: 900 }),
      ).resolves.toEqual({ id: '1' });
      expect(asked).toHaveLength(2);
      expect(asked[1]).toEqual(asked[0]);
    });

    it('repeats a change only when twice is as good as once', async () => {
      const post = { ...get, method: 'POST' } as const;
      const once = inTurn(refused(dialled));
      await expect(once.invoke(post)).rejects.toMatchObject({
        slug: 'dependency-unavailable',
      });
      expect(once.asked).toHaveLength(1);
      const twice = inTurn(refused(dialled));
      await expect(
        twice.invoke({ ...post, mayRepeat: true }),
      ).rejects.toMatchObject({ slug: 'dependency-unavailable' });
      expect(twice.asked).toHaveLength(2);
    });

    it('gives up after two calls', async () => {
      const { asked, invoke } = inTurn(refused(dialled));
      await expect(invoke(get)).rejects.toMatchObject({
        slug: 'dependency-unavailable',
      });
      expect(asked).toHaveLength(2);
    });

    it.each([
      ['it cannot be found', refused('failed to resolve address')],
      ['it may not be called', { ...refused('PermissionDenied'), status: 403 }],
      [
        'it said so itself',
        { status: 500, text: 'Error while dialing', headers: {} },
      ],
      [
        'it is busy',
        { ...problem(503, 'dependency-unavailable'), headers: {} },
      ],
    ])('does not repeat the call when %s', async (_what, answer) => {
      const { asked, invoke } = inTurn(answer);
      await expect(invoke(get)).rejects.toMatchObject({
        slug: 'dependency-unavailable',
      });
      expect(asked).toHaveLength(1);
    });
  });

  it('accepts an empty answer where none is required', async () => {
    const { sidecar } = answering({ status: 204 });
    await expect(
      invoker(sidecar)({ ...get, method: 'DELETE', answer: z.undefined() }),
    ).resolves.toBeUndefined();
  });
});

describe('an unexpected error answer', () => {
  it('becomes the cause of the error, never its message', async () => {
    const err: unknown = await invoker(
      answering({ status: 500, text: 'password is hunter2' }).sidecar,
    )(get).catch((e: unknown) => e);
    expect((err as AppError).message).not.toContain('hunter2');
    expect(((err as AppError).cause as Error).message).toContain('hunter2');
  });
});

describe('calling an actor', () => {
  it.each([201, 204, 400, 404, 500])(
    'treats status %i as a failure',
    async (status) => {
      const { sidecar } = answering({ status, text: '{"id":"1"}' });
      await expect(
        actorCaller(sidecar, 'T', { token: noToken }).call(
          'a',
          'work',
          {},
          Thing,
        ),
      ).rejects.toMatchObject({
        slug: 'dependency-unavailable',
      });
    },
  );

  it.each(['', 'a/b', 'a%20b', '../x', 'é', 'x'.repeat(65)])(
    'never sends the id %p to the sidecar',
    async (id) => {
      const { sidecar, asked } = answering({ text: '{"id":"1"}' });
      const caller = actorCaller(sidecar, 'T', { token: noToken });
      await expect(caller.call(id, 'work', {}, Thing)).rejects.toMatchObject({
        slug: 'invalid-input',
      });
      await expect(
        caller.remind(id, { name: 'r', dueTime: '1s' }),
      ).rejects.toMatchObject({ slug: 'invalid-input' });
      await expect(caller.forget(id, 'r')).rejects.toMatchObject({
        slug: 'invalid-input',
      });
      expect(asked).toEqual([]);
    },
  );

  it('throws when registering or removing a reminder fails', async () => {
    const caller = actorCaller(answering({ status: 500 }).sidecar, 'T', {
      token: noToken,
    });
    await expect(
      caller.remind('a', { name: 'r', dueTime: '1s' }),
    ).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    await expect(caller.forget('a', 'r')).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
  });
});

describe('the other clients', () => {
  const event = {
    id: '1',
    topic: 't',
    data: {},
    time: '2026-01-01T00:00:00.000Z',
  };

  it.each([200, 400, 403, 404, 500])(
    'throw when publishing answers %i',
    async (status) => {
      await expect(
        publisher(
          answering({ status }).sidecar,
          'bus',
          unsignedBy('test'),
        )(event),
      ).rejects.toBeInstanceOf(AppError);
    },
  );

  it('throw a conflict when writing state answers 409, and an unknown outcome for other failures', async () => {
    const save = (status: number) =>
      stateStore(answering({ status }).sidecar, 's').save('k', {}, '1');
    await expect(save(409)).rejects.toBeInstanceOf(StateConflict);
    for (const status of [200, 400, 500])
      await expect(save(status)).rejects.toMatchObject({
        slug: 'dependency-unavailable',
      });
    expect(await save(204)).toBe('2');
  });

  it('escape a slash in a key', async () => {
    const { sidecar, asked } = answering({ status: 204 });
    await stateStore(sidecar, 's').get('a/b?c', Thing);
    expect(asked[0]?.path).toBe('/v1.0/state/s/a%2Fb%3Fc?consistency=strong');
  });

  it.each<[string, boolean, string, boolean]>([
    ['a plain app', false, '{}', true],
    [
      'an actor host with placement',
      true,
      '{"actorRuntime":{"hostReady":true}}',
      true,
    ],
    [
      'an actor host that lost placement',
      true,
      '{"actorRuntime":{"hostReady":false}}',
      false,
    ],
    ['an actor host unknown to the sidecar', true, '{}', false],
  ])(
    'tell whether the sidecar is ready for %s',
    async (_what, actors, text, isReady) => {
      const asking = sidecarReady(answering({ text }).sidecar, { actors });
      await (isReady
        ? expect(asking).resolves.toBeUndefined()
        : expect(asking).rejects.toMatchObject({ kind: 'unavailable' }));
    },
  );
});
