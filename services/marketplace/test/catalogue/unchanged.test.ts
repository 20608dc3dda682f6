import { whileUnchanged } from '../../src/catalogue/unchanged';

function counted() {
  const state = { revision: 1, reads: 0, fails: false };
  const answer = whileUnchanged<Promise<number>>(() => state.revision, 10);
  const ask = (question = 'q') =>
    answer(question, async () => {
      state.reads += 1;
      if (state.fails) throw new Error('away');
      return state.reads;
    });
  return { state, ask };
}

it('reads once for concurrent and later callers, until there is a change', async () => {
  const { state, ask } = counted();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(1);
  expect(await ask('other')).toBe(2);
  state.revision += 1;
  expect(await ask()).toBe(3);
});

it('does not keep a read that began before a change and ended after it', async () => {
  const { state, ask } = counted();
  const before = ask();
  state.revision += 1;
  expect([await before, await ask()]).toEqual([1, 2]);
});

it('reads again after a failure', async () => {
  const { state, ask } = counted();
  state.fails = true;
  await expect(Promise.all([ask(), ask()])).rejects.toThrow('away');
  state.fails = false;
  expect(await ask()).toBe(2);
});
