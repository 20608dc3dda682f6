import { reminderGate } from '../../src/actors/reminder-gate';
import { currentTraceparent, inSpan } from '../../src/telemetry/tracing';
import { recordSpans } from '../../src/testing/spans';

recordSpans();

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

function gateOf(atOnce: number, waiting: number) {
  const left: unknown[] = [];
  const warn = (fields: object) => void left.push(fields);
  return { gate: reminderGate({ log: { warn }, atOnce, waiting }), left };
}

it('does a few at a time, and the others after them, whose senders are answered at once', async () => {
  const { gate } = gateOf(2, 10);
  const { work, begun, end } = works();
  const answered: string[] = [];
  const all = ['a', 'b', 'c', 'd'].map((actor) =>
    gate.enter(actor, 'expiry', work).then(() => answered.push(actor)),
  );
  await settled();
  expect(begun()).toBe(2);
  expect(answered).toEqual(['c', 'd']);
  end();
  await Promise.all(all);
  await settled();
  expect(begun()).toBe(4);
});

it('leaves out what comes when too many wait already, and says how many once they are through', async () => {
  const { gate, left } = gateOf(1, 1);
  const { work, begun, end } = works();
  const first = gate.enter('a', 'expiry', work);
  for (const actor of ['b', 'c', 'd']) await gate.enter(actor, 'expiry', work);
  expect(left).toEqual([]);
  end();
  await first;
  await settled();
  expect(begun()).toBe(2);
  expect(left).toEqual([{ reminders: 2 }]);
});

it('keeps a reminder that comes again while it waits once, and another of its actor beside it', async () => {
  const { gate } = gateOf(1, 1);
  const { work, end } = works();
  const done: string[] = [];
  const first = gate.enter('a', 'expiry', work);
  for (const what of ['relay', 'expiry', 'relay'])
    await gate.enter('b', what, async () => void done.push(what));
  end();
  await first;
  await settled();
  expect(done).toEqual(['relay', 'expiry']);
});

it('leaves out what waits for an actor that is put away, and then lets it wait again', async () => {
  const { gate, left } = gateOf(1, 10);
  const { work, end } = works();
  const done: string[] = [];
  const first = gate.enter('a', 'expiry', work);
  for (const what of ['expiry', 'relay'])
    await gate.enter('b', what, async () => void done.push(what));
  gate.drop('b');
  gate.drop('a');
  await gate.enter('b', 'later', async () => void done.push('later'));
  end();
  await first;
  await settled();
  expect(done).toEqual(['later']);
  expect(left).toEqual([{ reminders: 2 }]);
});

it('leaves out all that waits when it is stopped, and what would have to wait from then on', async () => {
  const { gate, left } = gateOf(1, 10);
  const { work, begun, end } = works();
  const first = gate.enter('a', 'expiry', work);
  await gate.enter('b', 'expiry', work);
  gate.stop();
  await gate.enter('c', 'expiry', work);
  end();
  await first;
  await settled();
  const last = gate.enter('d', 'expiry', work); // nobody has to wait
  await settled();
  end();
  await last;
  expect(begun()).toBe(2);
  expect(left).toEqual([{ reminders: 1 }, { reminders: 1 }]);
});

it('begins what waited outside the trace of what ended before it', async () => {
  const { gate } = gateOf(1, 10);
  const { work, end } = works();
  const traceOf = () => currentTraceparent()?.split('-')[1];
  const first = inSpan('first', {}, () => gate.enter('a', 'expiry', work));
  let [own, seen]: (string | undefined)[] = [];
  await inSpan('second', {}, async () => {
    own = traceOf();
    await gate.enter('b', 'expiry', async () => void (seen = traceOf()));
  });
  end();
  await first;
  await settled();
  expect(own).toBeDefined();
  expect(seen).toBe(own);
});
