import { schedulerGate } from '../../src/actors/scheduler-gate';
import { silentLog } from '../../src/testing/shell';

const RELAY = { name: 'relay', dueTime: '15s' };

/** A gate before a scheduler that answers, fails or hangs. */
function gated() {
  const clock = { ms: 0 };
  const scheduler = { is: 'up' as 'up' | 'failing' | 'hanging', asked: 0 };
  const said: string[] = [];
  const note = (_: unknown, line?: string) => void said.push(line ?? '');
  const gate = schedulerGate(
    {
      reminders: {
        remind() {
          scheduler.asked += 1;
          if (scheduler.is === 'hanging') return new Promise(() => undefined);
          return scheduler.is === 'up'
            ? Promise.resolve()
            : Promise.reject(new Error('no scheduler'));
        },
        forget: async () => undefined,
      },
      now: () => new Date(clock.ms),
      log: { ...silentLog, warn: note, info: note },
    },
    5,
  );
  const remind = () =>
    gate.remind('a', RELAY).then(
      () => 'registered',
      () => 'not registered',
    );
  return { clock, scheduler, said, gate, remind };
}

it('asks a scheduler that failed once in five seconds, and says so once', async () => {
  const { clock, scheduler, said, remind } = gated();
  scheduler.is = 'failing';
  for (let n = 0; n < 3; n++) expect(await remind()).toBe('not registered');
  expect(scheduler.asked).toBe(1);
  clock.ms += 5_000;
  await Promise.all([remind(), remind()]);
  expect(scheduler.asked).toBe(2);
  expect(said).toHaveLength(1);

  clock.ms += 5_000;
  scheduler.is = 'up';
  expect(await remind()).toBe('registered');
  expect(await remind()).toBe('registered');
  expect(said).toHaveLength(2);
});

it('waits for a scheduler that hangs once, and for no caller while one waits', async () => {
  const { clock, scheduler, remind } = gated();
  scheduler.is = 'hanging';
  expect(await remind()).toBe('not registered');
  clock.ms += 60_000;
  expect(await remind()).toBe('not registered');
  expect(scheduler.asked).toBe(1);
});
