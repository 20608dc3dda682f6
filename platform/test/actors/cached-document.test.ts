import { z } from 'zod';
import { cachedDocument, PartMissing } from '../../src/actors/cached-document';
import { memoryState, type MemoryState } from '../../src/testing/memory-state';

const Count = z.object({ n: z.int() });
type Count = z.infer<typeof Count>;

/** One host of the document; several over one state are what a split leaves. */
function hostOver(state: MemoryState, clock = { ms: 0 }) {
  const loaded: number[] = [];
  const restored: number[] = [];
  const missing = { parts: 0 };
  const copy = cachedDocument({
    state,
    key: 'count-1',
    shape: Count,
    now: () => new Date(clock.ms),
    restore: (document, before?: Count) => {
      if (missing.parts-- > 0) throw new PartMissing('a part');
      if (!before) restored.push(document.n);
      return before ?? document;
    },
    loaded: ({ n }) => loaded.push(n),
  });
  const add = () =>
    copy.fenced(async () => {
      const value = { n: (copy.cached()?.n ?? 0) + 1 };
      await copy.save(() => ({ value, document: value }));
      return value.n;
    });
  return { copy, add, clock, loaded, restored, missing };
}
const stored = (state: MemoryState) => state.stored.get('count-1')?.json;

it('reads once, and from then on knows what it has written', async () => {
  const state = memoryState();
  const { add, loaded } = hostOver(state);
  expect([await add(), await add()]).toEqual([1, 2]);
  expect(stored(state)).toBe('{"n":2}');
  expect(loaded).toEqual([]);
});

it('loses no update of another host: a stale write is done once more on what is stored', async () => {
  const state = memoryState();
  const [one, other] = [hostOver(state), hostOver(state)];
  await one.add();
  for (const host of [other, one, other, one]) await host.add();
  expect(stored(state)).toBe('{"n":5}');
});

it('decides on what is stored after a write of unknown outcome', async () => {
  const state = memoryState();
  const { add, copy } = hostOver(state);
  await add();
  const seen: (number | undefined)[] = [];
  state.faults.push('fails-after-write');
  await copy.fenced(async () => {
    const known = copy.cached()?.n;
    seen.push(known);
    if (known === 1)
      await copy.save(() => ({ value: { n: 2 }, document: { n: 2 } }));
  });
  expect(seen).toEqual([1, 2]);
});

it('keeps no copy when the second try fails as well, nor one it could not prepare', async () => {
  const state = memoryState();
  const { add, copy } = hostOver(state);
  await add();
  state.faults.push('fails-before-write', 'fails-before-write');
  await expect(add()).rejects.toThrow('count-1 is not known to be stored');
  expect(copy.cached()).toBeUndefined();
  expect(await add()).toBe(2);
  await expect(
    copy.save(() => Promise.reject(new Error('no page'))),
  ).rejects.toThrow('not known to be stored');
  expect(copy.cached()).toBeUndefined();
});

it('does the work once when it throws anything else', async () => {
  const { copy } = hostOver(memoryState());
  let times = 0;
  await expect(
    copy.fenced(async () => {
      times += 1;
      throw new Error('a mistake');
    }),
  ).rejects.toThrow('a mistake');
  expect(times).toBe(1);
});

it('shows no copy that is older than five seconds', async () => {
  const state = memoryState();
  const [one, other] = [hostOver(state), hostOver(state)];
  await one.add();
  await other.add();
  one.clock.ms = 5_000;
  await one.copy.refresh();
  expect(one.copy.cached()).toEqual({ n: 1 });
  one.clock.ms = 5_001;
  await one.copy.refresh();
  expect(one.copy.cached()).toEqual({ n: 2 });
});

it('restores what is stored only when it has another version', async () => {
  const state = memoryState();
  const { add, copy, loaded, restored } = hostOver(state);
  await add();
  await copy.load();
  expect([loaded, restored]).toEqual([[1], []]);
  await hostOver(state).add();
  await copy.load();
  expect([loaded, restored]).toEqual([[1, 2], [2]]);
});

it('reads again when a part is missing, three times at most', async () => {
  const state = memoryState();
  await hostOver(state).add();
  const { copy, missing } = hostOver(state);
  missing.parts = 2;
  await copy.load();
  expect(copy.cached()).toEqual({ n: 1 });
  missing.parts = 3;
  await expect(copy.load()).rejects.toBeInstanceOf(PartMissing);
  expect(copy.cached()).toBeUndefined();
});

it('holds nothing when nothing is stored', async () => {
  const { copy, loaded } = hostOver(memoryState());
  await copy.load();
  expect(copy.cached()).toBeUndefined();
  expect(loaded).toEqual([]);
});
