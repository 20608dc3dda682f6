import { AppError } from '../../src/http/errors';
import { recordSpans } from '../../src/testing/spans';
import { until } from '../../src/testing/until';
import { batching } from '../../src/actors/batching';

const spans = recordSpans();

/** A door that answers only when it is let to; it notes what it was sent. */
function gated(limits = { most: 3, waiting: 5 }) {
  const sent: [string, number[]][] = [];
  const gates: (() => void)[] = [];
  const send = async (key: string, items: number[]) => {
    sent.push([key, items]);
    await new Promise<void>((resolve) => gates.push(resolve));
    if (items.includes(13))
      throw new AppError('unavailable', 'dependency-unavailable', 'no 13');
    return items.map((item) => item * 10);
  };
  const call = batching('test', send, { ...limits, tooMany: 'Too many wait' });
  const open = async () => {
    await until('something was sent', () => gates.length > 0);
    gates.shift()?.();
  };
  return { call, sent, open };
}

it('sends a lone call at once, and what comes meanwhile together, in its order and at most so many', async () => {
  const { call, sent, open } = gated();
  const answers = [1, 2, 3, 4, 5].map((n) => call('a', n));
  expect(sent).toEqual([['a', [1]]]);
  for (let n = 0; n < 3; n++) await open();
  expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50]);
  expect(sent).toEqual([
    ['a', [1]],
    ['a', [2, 3, 4]],
    ['a', [5]],
  ]);
});

it('lets those it has just answered ask again before the next goes out', async () => {
  const { call, sent, open } = gated({ most: 9, waiting: 9 });
  const insistent = async (n: number) => [
    await call('a', n),
    await call('a', n + 20),
  ];
  const answers = [call('a', 1), insistent(2), insistent(3)];
  await open();
  await until('those that waited are sent', () => sent.length === 2);
  const late = call('a', 4);
  await open();
  await until('the next are sent', () => sent.length === 3);
  expect(sent.map(([, items]) => items)).toEqual([[1], [2, 3], [4, 22, 23]]);
  await open();
  expect(await Promise.all([...answers, late])).toEqual([
    10,
    [20, 220],
    [30, 230],
    40,
  ]);
});

it('keeps no key waiting for another', async () => {
  const { call, sent, open } = gated();
  const answers = [call('a', 1), call('b', 2)];
  expect(sent).toHaveLength(2);
  await open();
  await open();
  expect(await Promise.all(answers)).toEqual([10, 20]);
});

it('refuses at once when too many wait, and takes calls again afterwards', async () => {
  const { call, open } = gated();
  const taken = [1, 2, 3, 4, 5, 6].map((n) => call('a', n));
  await expect(call('a', 7)).rejects.toMatchObject({
    kind: 'too-many',
    message: 'Too many wait',
    extra: { retryAfterSeconds: 1 },
  });
  for (let n = 0; n < 3; n++) await open();
  expect(await Promise.all(taken)).toHaveLength(6);
  const later = call('a', 8);
  await open();
  expect(await later).toBe(80);
});

it('fails those that went together, and nobody else', async () => {
  const { call, open } = gated({ most: 2, waiting: 9 });
  const answers = Promise.allSettled([1, 2, 13, 4].map((n) => call('a', n)));
  for (let n = 0; n < 3; n++) await open();
  expect((await answers).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
});

it('gives no answer to the wrong one when there are too few', async () => {
  const call = batching('test', async () => [], {
    most: 2,
    waiting: 2,
    tooMany: '',
  });
  await expect(call('a', 1)).rejects.toThrow('1 were asked, 0 answered');
});

it('gives each call a span of its own, linked with the one they went with', async () => {
  const { call, open } = gated();
  const answers = [1, 2, 3].map((n) => call('linked', n));
  for (let n = 0; n < 2; n++) await open();
  await Promise.all(answers);
  const of = (name: string) =>
    spans
      .ended()
      .filter(
        (span) =>
          span.name === name && span.attributes['actor.id'] === 'linked',
      );
  const batch = of('batch test').find(
    (span) => span.attributes['batch.size'] === 2,
  );
  const [, second, third] = of('test').sort(
    (a, b) =>
      a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1],
  );
  expect(batch?.parentSpanContext?.spanId).toBe(second?.spanContext().spanId);
  expect(batch?.links.map(({ context }) => context.spanId)).toEqual([
    third?.spanContext().spanId,
  ]);
  for (const span of [second, third])
    expect(span?.links[0]?.context.spanId).toBe(batch?.spanContext().spanId);
});
