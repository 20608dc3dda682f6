import { virtualTime, type VirtualTime } from '../../src/testing/virtual-time';

const START = Date.parse('2026-01-01T00:00:00.000Z');
let time: VirtualTime;
beforeEach(() => void (time = virtualTime(START)));
afterEach(() => time.end());

it('fires timers in order of time, and timers of the same moment in the order they were set', async () => {
  const order: string[] = [];
  setTimeout(() => order.push('later'), 60_000);
  setTimeout(() => order.push('first'), 1_000);
  setTimeout(() => order.push('second'), 1_000);
  const every = setInterval(
    () => order.push(`at ${Date.now() - START}`),
    20_000,
  );
  expect(await time.pass(60_000)).toBe(false);
  clearInterval(every);
  await time.pass(60_000);
  expect(order).toEqual([
    'first',
    'second',
    'at 20000',
    'at 40000',
    'later',
    'at 60000',
  ]);
  expect(time.now()).toBe(START + 120_000);
});

it('lets promises settle before the next timer', async () => {
  const order: string[] = [];
  setTimeout(() => {
    void (async () => {
      for (let n = 0; n < 50; n++) await Promise.resolve();
      order.push('rest');
    })();
  }, 1);
  setTimeout(() => order.push('next'), 1);
  await time.pass(10);
  expect(order).toEqual(['rest', 'next']);
});

it('stops when its condition holds, and never fires a cleared timer', async () => {
  let done = false;
  const cleared = setTimeout(() => (done = true), 1);
  clearTimeout(cleared);
  setTimeout(() => (done = true), 5_000);
  expect(await time.pass(4_000, () => done)).toBe(false);
  expect(await time.pass(4_000, () => done)).toBe(true);
  expect(time.now()).toBe(START + 5_000);
});

it('leaps ahead without shortening the time left for timers and callers', async () => {
  const fired: string[] = [];
  const note = () => fired.push(`at ${Date.now() - START}`);
  setTimeout(note, 4_000);
  const every = setInterval(note, 3_000);
  setTimeout(() => time.leap(3_600_000), 1_000);
  await time.pass(6_000);
  clearInterval(every);
  expect(fired).toEqual(['at 3603000', 'at 3604000', 'at 3606000']);
  expect(time.now()).toBe(START + 3_606_000);
});
