import { z } from 'zod';
import { secretStore } from '../../src/dapr/secrets';
import { stateStore } from '../../src/dapr/state';
import { startLab, type Lab } from './lab/lab';
import { DAPR_TOKEN, type RunningSidecar } from './lab/sidecar-part';
import { describeStateStore } from './state-suite';

jest.setTimeout(60_000);

let lab: Lab;
let sidecar: RunningSidecar;
beforeAll(async () => {
  lab = await startLab();
  sidecar = await lab.sidecar({
    app: 'state',
    secrets: { 'a-key': 'its value', empty: '' },
  });
});
afterAll(() => lab.stop());

const store = (name = 'state') => stateStore(sidecar.door, name);

describeStateStore('the state door', () => store());

describe('what is stored', () => {
  const stored = async (key: string) => {
    const { text } = await sidecar.door.request({
      method: 'GET',
      path: `/v1.0/state/state/${key}`,
    });
    return text;
  };

  it('can be read by others while it is small', async () => {
    await store().save('small', { n: 1 }, undefined);
    expect(JSON.parse(await stored('small'))).toEqual({ n: 1 });
  });

  it('is a fifth of a large document at the most', async () => {
    const document = {
      reservations: Array.from({ length: 128 }, (_, n) => ({
        id: `r-${n}`,
        status: 'held',
        taken: [{ n }],
      })),
    };
    await store().save('large', document, undefined);
    expect((await stored('large')).length).toBeLessThan(
      JSON.stringify(document).length / 5,
    );
  });

  it('may have been written whole, however large', async () => {
    const value = { text: 'x'.repeat(10_000) };
    const body = [{ key: 'whole', value, options: { consistency: 'strong' } }];
    await sidecar.door.request({
      method: 'POST',
      path: '/v1.0/state/state',
      body,
    });
    expect((await store().get('whole', z.unknown()))?.value).toEqual(value);
  });
});

describe('a state store that is not there', () => {
  it('throws whatever it is asked', async () => {
    const gone = store('no-such-store');
    await expect(gone.save('k', 1, undefined)).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    await expect(gone.get('k', z.unknown())).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
    await expect(gone.remove('k')).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
  });
});

describe('the secrets door', () => {
  const secrets = (name = 'secrets') =>
    secretStore({ port: sidecar.port, apiToken: DAPR_TOKEN, store: name });

  it('reads a secret', async () => {
    expect(await secrets().get('a-key')).toBe('its value');
  });

  it.each(['missing', 'empty'])(
    'throws for a secret that is %s',
    async (name) => {
      await expect(secrets().get(name)).rejects.toMatchObject({
        slug: 'dependency-unavailable',
      });
    },
  );

  it('throws when there is no such store', async () => {
    await expect(secrets('no-such-store').get('a-key')).rejects.toMatchObject({
      slug: 'dependency-unavailable',
    });
  });
});
