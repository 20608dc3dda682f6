import { CommunicationProtocolEnum, DaprClient } from '@dapr/dapr';
import { z } from 'zod';
import { actorCaller } from '../../src/actors/caller';
import { publisher } from '../../src/dapr/publish';
import { until } from '../../src/testing/until';
import { startChild, type Child } from '../fixtures/child';
import { freePorts } from '../fixtures/free-port';
import { startLab, type Lab } from './lab/lab';
import { DAPR_TOKEN, type RunningSidecar } from './lab/sidecar-part';
import { noToken, unsignedBy } from '../../src/testing/identity';

jest.setTimeout(90_000);

/*
 * Why we host actors, subscribe, publish and store through doors of our own: each scenario below is one our doors pass
 * in the other files of this folder. The day one of these tests fails, the SDK has mended it and a door may go.
 */
let lab: Lab;
let sidecar: RunningSidecar;
let sdk: Child;
let client: DaprClient;
let topic: string;
let startSdk: (env?: Record<string, string>) => Child;

beforeAll(async () => {
  lab = await startLab();
  topic = lab.fresh('sdk-topic');
  const [appPort, httpPort] = (await freePorts(2)) as [number, number];
  const settings = {
    PORT: String(appPort),
    DAPR_HTTP_PORT: String(httpPort),
    TOPIC: topic,
  };
  startSdk = (env = {}) =>
    startChild('../conformance/lab/raw-sdk.ts', { ...settings, ...env });
  // The SDK's server waits for its sidecar and the sidecar for the app's port,
  // so they start together.
  sdk = startSdk();
  sidecar = await lab.sidecar({
    app: 'sdk',
    appPort,
    httpPort,
    healthPath: '/healthz',
    actors: true,
    actorState: true,
  });
  await sdk.said('serving');
  client = new DaprClient({
    daprHost: '127.0.0.1',
    daprPort: String(httpPort),
    communicationProtocol: CommunicationProtocolEnum.HTTP,
    daprApiToken: DAPR_TOKEN,
    logger: { service: quiet },
  });
});
afterAll(async () => {
  await lab.stop();
  sdk.process.kill('SIGKILL');
});

const nothing = () => undefined;
const quiet = {
  error: nothing,
  warn: nothing,
  info: nothing,
  verbose: nothing,
  debug: nothing,
};
/** The SDK spreads a list over the parameters of the method. */
const call = (id: string, method: string, ...args: unknown[]) =>
  actorCaller(sidecar.door, 'RawActor', { token: noToken }).call(
    id,
    method,
    args,
    z.unknown(),
  );
const timesDelivered = (n: number) =>
  sdk.lines.filter(
    (line) => line.startsWith('delivered') && line.includes(`"n":${n}`),
  ).length;

describe('the SDK', () => {
  it('acknowledges an event whose subscriber throws, so that it is lost', async () => {
    const publish = (data: { n: number; fail?: boolean; retry?: boolean }) =>
      publisher(
        sidecar.door,
        'bus',
        unsignedBy('lab'),
      )({ id: String(data.n), topic, data, time: '2026-01-01T00:00:00.000Z' });
    await publish({ n: 1, fail: true });
    await until(
      'the failing event is delivered',
      () => timesDelivered(1) === 1,
    );
    await publish({ n: 2, retry: true });
    await until(
      'an event that asks for it has come three times more',
      () => timesDelivered(2) === 4,
      20_000,
    );
    expect(timesDelivered(1)).toBe(1);
  });

  it('saves the half-made state of a method that threw with the next call, even a read', async () => {
    await expect(call('half', 'halfThenFail')).rejects.toThrow();
    expect(await call('half', 'read', 'half')).toEqual({
      found: true,
      value: 'made',
    });
    await call('half', 'forgetCopies');
    expect(await call('half', 'read', 'half')).toEqual({
      found: true,
      value: 'made',
    });
  });

  it.each([0, false, ''])('reads a stored %p back as absent', async (value) => {
    const id = `falsy-${typeof value}`;
    await call(id, 'write', 'control', 'there');
    await call(id, 'write', 'falsy', value);
    await call(id, 'forgetCopies');
    expect(await call(id, 'read', 'control')).toEqual({
      found: true,
      value: 'there',
    });
    expect(await call(id, 'read', 'falsy')).toMatchObject({ found: false });
  });

  it('inverts tryAddState: what is absent is not added, what is there is overwritten', async () => {
    expect(await call('added', 'addIfAbsent', 'absent')).toEqual({
      added: false,
    });
    await call('added', 'write', 'present', 'theirs');
    await call('added', 'forgetCopies');
    expect(await call('added', 'addIfAbsent', 'present')).toEqual({
      added: true,
    });
    await call('added', 'forgetCopies');
    expect(await call('added', 'read', 'present')).toEqual({
      found: true,
      value: 'mine',
    });
  });

  it('returns the errors of publishing and of saving state where it should throw them', async () => {
    expect(await client.pubsub.publish('no-such-bus', topic, {})).toMatchObject(
      { error: expect.any(Error) as Error },
    );
    expect(
      await client.state.save('no-such-store', [{ key: 'k', value: 1 }]),
    ).toMatchObject({
      error: expect.any(Error) as Error,
    });
  });

  it('hangs whoever awaits an actor proxy', async () => {
    const awaiting = startSdk({ MODE: 'proxy' });
    await awaiting.ended;
    expect(awaiting.lines).toContain('still waiting');
    expect(awaiting.lines).not.toContain('got a proxy');
  });

  it('ends its process when a reminder throws', async () => {
    await call('reminded', 'remindToFail');
    await until('the reminder came', () => sdk.lines.includes('reminded'));
    expect(await sdk.ended).toBe(1);
  });
});
