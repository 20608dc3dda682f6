import { reminderGate } from '../src/reminder-gate';

/** Work that ends when it is told to. */
function works() {
  const ends: (() => void)[] = [];
  return {
    work: () => new Promise<void>((resolve) => void ends.push(resolve)),
    begun: () => ends.length,
    end: () => ends.forEach((one) => one()),
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('does a few at a time, and the others after them', async () => {
  const gate = reminderGate(2, 10);
  const { work, begun, end } = works();
  const all = Promise.all([1, 2, 3, 4].map(() => gate(work)));
  await settled();
  expect(begun()).toBe(2);
  end();
  await settled();
  expect(begun()).toBe(4);
  end();
  await all;
});

it('leaves out what comes when too many wait already', async () => {
  const gate = reminderGate(1, 1);
  const { work, begun, end } = works();
  const first = [gate(work), gate(work)];
  await settled();
  await gate(work); // at once
  end();
  await settled();
  end();
  await Promise.all(first);
  expect(begun()).toBe(2);
});

it('goes on after work that failed, and says so to whoever asked for it', async () => {
  const gate = reminderGate(1, 10);
  const failed = gate(() => Promise.reject(new Error('the store is away')));
  const { work, begun, end } = works();
  const next = gate(work);
  await expect(failed).rejects.toThrow('the store is away');
  await settled();
  expect(begun()).toBe(1);
  end();
  await next;
});
