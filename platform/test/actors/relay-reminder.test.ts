import { relayReminders } from '../../src/actors/relay-reminder';
import { memoryReminders } from '../../src/testing/memory-reminders';
import { silentLog } from '../../src/testing/shell';

/** The reminders of one process; several share what is registered. */
function processOver(world = memoryReminders(), process = 'p') {
  const clock = { ms: 0 };
  const away = { scheduler: false, notes: false };
  const noted: string[] = [];
  const calls: string[] = [];
  let made = 0;
  const through =
    <A extends [id: string, ...rest: unknown[]]>(
      verb: string,
      call: (...args: A) => Promise<void>,
    ) =>
    async (...args: A) => {
      calls.push(`${verb} ${args[0]}`);
      if (away.scheduler) throw new Error('no scheduler');
      await call(...args);
    };
  const reminderOf = relayReminders({
    reminders: {
      remind: through('remind', world.remind),
      forget: through('forget', world.forget),
    },
    async unarmed(id) {
      if (away.notes) throw new Error('no notes');
      noted.push(id);
    },
    log: silentLog,
    now: () => new Date(clock.ms),
    newId: () => `${process}${(made += 1)}`,
  });
  return { world, clock, away, noted, calls, reminderOf };
}

it('is registered once for many writes, under a name of its process', async () => {
  const { world, clock, calls, reminderOf } = processOver();
  const [a, b] = [reminderOf('a'), reminderOf('b')];
  await a.arm();
  await a.arm();
  await b.arm();
  expect(calls).toEqual(['remind a', 'remind b']);
  expect([...world.registered.keys()]).toEqual(['a/relay-p1', 'b/relay-p1']);
  clock.ms += 10_000;
  await a.arm();
  expect(calls).toHaveLength(3);
});

it('that cannot be registered stops no write: its actor is noted for the sweep', async () => {
  const { clock, away, noted, calls, reminderOf } = processOver();
  const reminder = reminderOf('a');
  away.scheduler = true;
  await reminder.arm();
  await reminder.arm();
  expect([noted, calls]).toEqual([['a'], ['remind a']]);
  away.scheduler = false;
  clock.ms += 10_000;
  await reminder.arm();
  expect([noted, calls.length]).toEqual([['a'], 2]);
});

it('stops no write when its actor cannot be noted either', async () => {
  const { away, reminderOf } = processOver();
  Object.assign(away, { scheduler: true, notes: true });
  await expect(reminderOf('a').arm()).resolves.toBeUndefined();
});

it('is put away when it falls due, unless a write has relied on it a moment ago', async () => {
  const { world, clock, reminderOf } = processOver();
  const reminder = reminderOf('a');
  await reminder.arm();
  clock.ms += 5_000;
  await reminder.putAway('relay-p1');
  expect(world.registered.size).toBe(1);
  clock.ms += 10_000;
  await reminder.putAway('relay-p1');
  expect(world.registered.size).toBe(0);
});

it('gets a new name after it could not be put away, for that call may still arrive', async () => {
  const { world, clock, away, reminderOf } = processOver();
  const reminder = reminderOf('a');
  await reminder.arm();
  clock.ms += 15_000;
  away.scheduler = true;
  await expect(reminder.putAway('relay-p1')).rejects.toThrow('no scheduler');
  away.scheduler = false;
  await reminder.arm();
  await world.forget('a', 'relay-p1');
  expect([...world.registered.keys()]).toEqual(['a/relay-p2']);
});

it('of a process that is gone is put away wherever its actor is', async () => {
  const { world } = processOver();
  await processOver(world, 'old').reminderOf('a').arm();
  await processOver(world, 'new').reminderOf('a').putAway('relay-old1');
  expect(world.registered.size).toBe(0);
});
