import { z } from 'zod';
import { actorCaller } from '../../src/actors/caller';
import { TURN_FAULT } from '../../src/actors/turn-fault';
import { AppError } from '../../src/http/errors';
import type { SidecarRequest, SidecarResponse } from '../../src/dapr/sidecar';
import { noToken } from '../../src/testing/identity';

const failed = (message: string): SidecarResponse => ({
  status: 500,
  headers: {},
  text: JSON.stringify({
    errorCode: 'ERR_ACTOR_INVOKE_METHOD',
    message: `error invoke actor method: ${message}`,
  }),
});
const done: SidecarResponse = { status: 200, headers: {}, text: '"done"' };

/** The last answer is given to all further requests. */
function calling(answers: SidecarResponse[], timeoutMs?: number) {
  const asked: SidecarRequest[] = [];
  const request = async (one: SidecarRequest) =>
    answers[Math.min(asked.push(one), answers.length) - 1] ?? done;
  const caller = actorCaller(
    { request, close: async () => undefined },
    'SomeActor',
    { token: noToken, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  );
  return {
    asked,
    call: () => caller.call('some-id', 'method', { n: 1 }, z.string()),
  };
}

it.each([
  'failed to invoke target 127.0.0.1:1 after 0 retries. Error: rpc error: code = Unavailable desc = connection error',
  'rpc error: code = Internal desc = error invoke actor method: remote actor moved',
  'placement is disseminating',
  'failed to lookup actor: did not find address for actor',
])('asks again while the actor moves: %s', async (message) => {
  const { asked, call } = calling([failed(message), failed(message), done]);
  expect(await call()).toBe('done');
  expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual(
    Array(3).fill([
      'PUT',
      '/v1.0/actors/SomeActor/some-id/method/method',
      { n: 1 },
    ]),
  );
});

it.each([
  'error from actor service: (500) {}',
  'rpc error: code = Internal desc = error invoke actor method: error from actor service: (500) {}',
  'actor method not found: method',
])('does not repeat what the app has answered: %s', async (message) => {
  const { asked, call } = calling([failed(message), done]);
  await expect(call()).rejects.toMatchObject({
    slug: 'dependency-unavailable',
  });
  expect(asked).toHaveLength(1);
});

it('gives up when the time for all tries together is up', async () => {
  const { asked, call } = calling([failed('remote actor moved')], 350);
  await expect(call()).rejects.toMatchObject({
    slug: 'dependency-unavailable',
  });
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.length).toBeLessThanOrEqual(4);
  expect(asked.at(-1)?.timeoutMs).toBeLessThan(asked[0]?.timeoutMs ?? 0);
});

it('reports a turn that failed by a bug as an internal error, not as a dependency that is away', async () => {
  const { asked, call } = calling([
    { ...done, text: JSON.stringify(TURN_FAULT) },
  ]);
  const err: unknown = await call().catch((thrown: unknown) => thrown);
  expect(err).toBeInstanceOf(Error);
  expect(err).not.toBeInstanceOf(AppError);
  expect(asked).toHaveLength(1);
});
