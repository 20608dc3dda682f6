import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { StateConflict, type StateStore } from '../../src/dapr/state';

const Doc = z.object({ n: z.number() });
const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

/**
 * What every state store promises: the one behind the sidecar and the one in
 * memory pass it alike.
 */
export function describeStateStore(
  name: string,
  store: () => StateStore,
): void {
  describe(name, () => {
    it.each([0, false, '', null, [], {}])(
      'reads a stored %p back as a value, not as absent',
      async (value) => {
        const key = fresh('falsy');
        expect(await store().get(key, z.unknown())).toBeUndefined();
        await store().save(key, value, undefined);
        expect(await store().get(key, z.unknown())).toEqual({
          value,
          etag: '1',
        });
      },
    );

    it.each([
      [
        'large',
        {
          lines: Array.from({ length: 2_000 }, (_, n) => ({
            n,
            text: `"größer" \\u0000 ${n} €`,
          })),
        },
      ],
      [
        'made to look like one that is stored in another form',
        { $deflated: 'nothing' },
      ],
    ])('reads a value that is %s as it was saved', async (_, value) => {
      const key = fresh('large');
      const etag = await store().save(key, value, undefined);
      expect(await store().get(key, z.unknown())).toEqual({ value, etag });
    });

    it('creates what is absent, and refuses to create what is there', async () => {
      const key = fresh('created');
      expect(await store().save(key, { n: 1 }, undefined)).toBe('1');
      await expect(
        store().save(key, { n: 2 }, undefined),
      ).rejects.toMatchObject({ slug: 'dependency-unavailable' });
      expect((await store().get(key, Doc))?.value).toEqual({ n: 1 });
    });

    it('knows the next etag without reading it', async () => {
      const key = fresh('counted');
      let etag = await store().save(key, { n: 1 }, undefined);
      for (const n of [2, 3, 4]) etag = await store().save(key, { n }, etag);
      expect(await store().get(key, Doc)).toEqual({ value: { n: 4 }, etag });
    });

    it('refuses a write made from a stale version, and changes nothing', async () => {
      const key = fresh('stale');
      const first = await store().save(key, { n: 1 }, undefined);
      await store().save(key, { n: 2 }, first);
      await expect(store().save(key, { n: 3 }, first)).rejects.toBeInstanceOf(
        StateConflict,
      );
      expect((await store().get(key, Doc))?.value).toEqual({ n: 2 });
    });

    it('lets one of 32 writers of one version win', async () => {
      const key = fresh('raced');
      const etag = await store().save(key, { n: 0 }, undefined);
      const results = await Promise.allSettled(
        Array.from({ length: 32 }, (_, n) =>
          store().save(key, { n: n + 1 }, etag),
        ),
      );
      expect(
        results.filter((result) => result.status === 'fulfilled'),
      ).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected')
          expect(result.reason).toBeInstanceOf(StateConflict);
    });

    it('keeps what was read apart from what is stored', async () => {
      const key = fresh('apart');
      const written = { n: 1 };
      await store().save(key, written, undefined);
      written.n = 2;
      const read = await store().get(key, Doc);
      read!.value.n = 3;
      expect((await store().get(key, Doc))?.value).toEqual({ n: 1 });
    });

    it('removes what is there, once or twice, so that it can be created again', async () => {
      const key = fresh('removed');
      await store().save(key, { n: 1 }, undefined);
      await store().remove(key);
      await store().remove(key);
      expect(await store().get(key, Doc)).toBeUndefined();
      expect(await store().save(key, { n: 2 }, undefined)).toBe('1');
    });
  });
}
