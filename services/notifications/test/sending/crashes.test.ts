import { createMetrics } from '@souk/platform/telemetry/metrics';
import { silentLog } from '@souk/platform/testing/shell';
import { until } from '@souk/platform/testing/until';
import { CLAIM_MS } from '../../src/mails/store';
import { mailSender, type SenderDeps } from '../../src/sending/sender';
import { memoryMailStore } from '../support/memory-store';
import { asked } from '../support/store-suite';

const T0 = new Date('2026-01-02T03:04:05.006Z');
const killed = () => new Promise<never>(() => undefined);

/** A sender that stops for ever at a point, as a killed process does. */
function setup() {
  const mails = memoryMailStore();
  const clock = { now: T0 };
  const taken: string[] = [];
  const sender = (changes: Partial<SenderDeps> = {}) =>
    mailSender({
      mails,
      findContact: async () => ({ to: 'ann@example.org', name: 'Ann' }),
      send: async ({ messageId }) => void taken.push(messageId),
      origin: 'https://shop.example',
      domain: 'shop.example',
      now: () => clock.now,
      log: silentLog,
      metrics: createMetrics('notifications'),
      ...changes,
    });
  return { mails, clock, taken, sender };
}
type Souk = ReturnType<typeof setup>;

const POINTS: Record<string, (souk: Souk) => Partial<SenderDeps>> = {
  'before it asks for the address': () => ({ findContact: killed }),
  'before the server has the mail': () => ({ send: killed }),
  'after the server has taken it': ({ taken }) => ({
    send: ({ messageId }) => {
      taken.push(messageId);
      return killed();
    },
  }),
  'while that is stored': ({ mails }) => ({
    mails: { ...mails, settle: killed },
  }),
  'after that was stored': ({ mails }) => ({
    mails: {
      ...mails,
      async settle(...args) {
        await mails.settle(...args);
        return killed();
      },
    },
  }),
};
const UNCERTAIN = ['after the server has taken it', 'while that is stored'];

it.each(Object.keys(POINTS))(
  'a process that is killed %s loses no mail',
  async (point) => {
    const souk = setup();
    const { mails, clock, taken, sender } = souk;
    await mails.add(asked('a', T0));
    const [first, second] = [sender(POINTS[point]!(souk)), sender()];
    first.wake();
    await until('it was claimed', () => mails.all()[0]!.attempts === 1);
    second.wake();
    await second.stop();
    const before = taken.length;

    clock.now = new Date(T0.getTime() + CLAIM_MS);
    const third = sender();
    third.wake();
    await until('it is sent', () => mails.all()[0]!.state === 'sent');
    await third.stop();
    expect(before).toBeLessThanOrEqual(1);
    // Twice only where nobody can know, and then as the same message.
    expect(taken).toHaveLength(UNCERTAIN.includes(point) ? 2 : 1);
    expect(new Set(taken)).toEqual(new Set(['a.0@shop.example']));
  },
);

it('two replicas send a hundred mails once each', async () => {
  const { mails, taken, sender } = setup();
  for (let n = 0; n < 100; n += 1) await mails.add(asked(`m-${n}`, T0));
  const replicas = [sender(), sender()];
  for (const replica of replicas) replica.wake();
  await until('all are sent', async () => (await mails.counts()).sent === 100);
  for (const replica of replicas) await replica.stop();
  expect(new Set(taken).size).toBe(100);
  expect(taken).toHaveLength(100);
});
