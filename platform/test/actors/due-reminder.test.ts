import { dueReminder } from '../../src/actors/due-reminder';
import { memoryReminders } from '../../src/testing/memory-reminders';

function armable() {
  const clock = { ms: 1_000_000 };
  const { registered, remind } = memoryReminders();
  const away = { scheduler: false };
  const reminder = dueReminder(
    'a',
    {
      reminders: {
        remind: async (...args) => {
          if (away.scheduler) throw new Error('no scheduler');
          await remind(...args);
        },
      },
      now: () => new Date(clock.ms),
    },
    'close',
  );
  const dueTime = () => registered.get('a/close')?.dueTime;
  return { clock, registered, away, reminder, dueTime };
}

it('is registered for the earliest due time only', async () => {
  const { clock, registered, reminder, dueTime } = armable();
  await reminder.arm(undefined);
  expect(registered.size).toBe(0);
  await reminder.arm(clock.ms + 60_000);
  expect(dueTime()).toBe('60000ms');
  await reminder.arm(clock.ms + 90_000);
  expect(dueTime()).toBe('60000ms');
  await reminder.arm(clock.ms + 30_000);
  expect(dueTime()).toBe('30000ms');
});

it('leaves a second between two, though something is overdue', async () => {
  const { clock, reminder, dueTime } = armable();
  await reminder.arm(clock.ms - 5_000);
  expect(dueTime()).toBe('1000ms');
});

it('is registered again once it has fired, and when it should have fired and did not', async () => {
  const { clock, reminder, dueTime } = armable();
  await reminder.arm(clock.ms + 2_000);
  reminder.fired();
  await reminder.arm(clock.ms + 9_000);
  expect(dueTime()).toBe('9000ms');
  clock.ms += 20_000;
  await reminder.arm(clock.ms + 50_000);
  expect(dueTime()).toBe('50000ms');
});

it('fails no turn: what cannot be registered is tried again by the next', async () => {
  const { clock, away, reminder, dueTime } = armable();
  away.scheduler = true;
  await reminder.arm(clock.ms + 5_000);
  expect(dueTime()).toBeUndefined();
  away.scheduler = false;
  await reminder.arm(clock.ms + 5_000);
  expect(dueTime()).toBe('5000ms');
});
