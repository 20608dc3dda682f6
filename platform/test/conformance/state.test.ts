import { z } from 'zod';
import { secretStore } from '../../src/dapr/secrets';
import { stateStore, StateConflict } from '../../src/dapr/state';
import { startLab, type Lab } from './sidecar-lab';
import { DAPR_TOKEN, type RunningSidecar } from './sidecar-part';

jest.setTimeout(60_000);

let lab: Lab;
let sidecar: RunningSidecar;
beforeAll(async () => {
  lab = await startLab();
  sidecar = await lab.sidecar({ app: 'state', secrets: { 'a-key': 'its value', empty: '' } });
});
afterAll(() => lab.stop());

const store = (name = 'state') => stateStore(sidecar.door, name);
const Doc = z.object({ n: z.number() });

describe('the state door', () => {
  it.each([0, false, '', null, [], {}])('reads a stored %p back as a value, not as absent', async (value) => {
    const key = lab.fresh('falsy');
    expect(await store().get(key, z.unknown())).toBeUndefined();
    await store().save(key, value, undefined);
    expect(await store().get(key, z.unknown())).toEqual({ value, etag: '1' });
  });

  it('creates what is absent, and refuses to create what is there', async () => {
    const key = lab.fresh('created');
    expect(await store().save(key, { n: 1 }, undefined)).toBe('1');
    await expect(store().save(key, { n: 2 }, undefined)).rejects.toThrow();
    expect((await store().get(key, Doc))?.value).toEqual({ n: 1 });
  });

  it('knows the next etag without reading it', async () => {
    const key = lab.fresh('counted');
    let etag = await store().save(key, { n: 1 }, undefined);
    for (const n of [2, 3, 4]) etag = await store().save(key, { n }, etag);
    expect(await store().get(key, Doc)).toEqual({ value: { n: 4 }, etag });
  });

  it('refuses a write made from a stale version, and changes nothing', async () => {
    const key = lab.fresh('stale');
    const first = await store().save(key, { n: 1 }, undefined);
    await store().save(key, { n: 2 }, first);
    await expect(store().save(key, { n: 3 }, first)).rejects.toBeInstanceOf(StateConflict);
    expect((await store().get(key, Doc))?.value).toEqual({ n: 2 });
  });

  it('lets one of 32 writers of one version win', async () => {
    const key = lab.fresh('raced');
    const etag = await store().save(key, { n: 0 }, undefined);
    const results = await Promise.allSettled(Array.from({ length: 32 }, (_, n) => store().save(key, { n: n + 1 }, etag)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StateConflict);
  });

  it('removes what is there, whatever its version, and does not miss what is not', async () => {
    const key = lab.fresh('removed');
    await store().save(key, { n: 1 }, undefined);
    await store().remove(key);
    await store().remove(key);
    expect(await store().get(key, Doc)).toBeUndefined();
    expect(await store().save(key, { n: 2 }, undefined)).toBe('1');
  });

  it('throws when the store cannot be asked', async () => {
    const gone = store('no-such-store');
    await expect(gone.save('k', 1, undefined)).rejects.toMatchObject({ slug: 'dependency-unavailable' });
    await expect(gone.get('k', z.unknown())).rejects.toMatchObject({ slug: 'dependency-unavailable' });
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
