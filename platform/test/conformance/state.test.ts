import { z } from 'zod';
import { secretStore } from '../../src/dapr/secrets';
import { stateStore } from '../../src/dapr/state';
import { startLab, type Lab } from './sidecar-lab';
import { DAPR_TOKEN, type RunningSidecar } from './sidecar-part';
import { describeStateStore } from './state-suite';

jest.setTimeout(60_000);

let lab: Lab;
let sidecar: RunningSidecar;
beforeAll(async () => {
  lab = await startLab();
  sidecar = await lab.sidecar({ app: 'state', secrets: { 'a-key': 'its value', empty: '' } });
});
afterAll(() => lab.stop());

const store = (name = 'state') => stateStore(sidecar.door, name);

describeStateStore('the state door', () => store());

describe('a state store that is not there', () => {
  it('throws whatever it is asked', async () => {
    const gone = store('no-such-store');
    await expect(gone.save('k', 1, undefined)).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    await expect(gone.get('k', z.unknown())).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    await expect(gone.remove('k')).rejects.toMatchObject({ slug: 'dependency-unavailable' });
  });
});

describe('the secrets door', () => {
  const secrets = (name = 'secrets') => secretStore({ port: sidecar.port, apiToken: DAPR_TOKEN, store: name });

  it('reads a secret', async () => {
    expect(await secrets().get('a-key')).toBe('its value');
  });

  it.each(['missing', 'empty'])('throws for a secret that is %s', async (name) => {
    await expect(secrets().get(name)).rejects.toMatchObject({ slug: 'dependency-unavailable' });
  });

  it('throws when there is no such store', async () => {
    await expect(secrets('no-such-store').get('a-key')).rejects.toMatchObject({ slug: 'dependency-unavailable' });
  });
});
