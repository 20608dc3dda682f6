import {
  currentDeadline,
  isAwaited,
  latest,
  tooLate,
  withDeadline,
  type Deadline,
} from '../http/deadline';
import { AppError } from '../http/errors';
import { contextOf, inSpan } from '../telemetry/tracing';

/**
 * Performs many items of one key together; one answer for each, in their order.
 */
type Send<I, O> = (key: string, items: I[]) => Promise<O[]>;
type ItemSpan = Parameters<Parameters<typeof inSpan>[2]>[0];

interface Waiting<I, O> {
  item: I;
  span: ItemSpan;
  deadline: Deadline | undefined;
  resolve: (answer: O) => void;
  reject: (err: unknown) => void;
}

/**
 * Answers given before the event loop may do other work: a hot key must not
 * hold up the others.
 */
const PORTION = 16;

export interface BatchLimits {
  /** Items in one batch. */
  most: number;
  /** Items of one key that may wait while a batch is in flight. */
  waiting: number;
  /** The detail of the refusal when more would have to wait. */
  tooMany: string;
}

/**
 * Batches the calls that come while their key is busy: one batch in flight per
 * key, first come first served. An item whose caller no longer waits is left
 * out. An idle key is served at once, so a lone call
 * waits for nothing. Every item has a span of its own, linked both ways with
 * the span of its batch, which belongs to the trace of the first item.
 * @throws AppError `too-many-requests` when too many items of the key wait.
 */
export function batching<I, O>(
  name: string,
  send: Send<I, O>,
  { most, waiting, tooMany }: BatchLimits,
): (key: string, item: I) => Promise<O> {
  const lines = new Map<string, Waiting<I, O>[]>();

  const run = async (key: string, all: Waiting<I, O>[]) => {
    const batch = all.filter(({ deadline, reject }) => {
      const awaited = !deadline || isAwaited(deadline);
      if (!awaited) reject(tooLate());
      return awaited;
    });
    const [first, ...others] = batch;
    if (!first) return;
    try {
      const answers = await inSpan(
        `batch ${name}`,
        {
          parent: contextOf(first.span),
          links: others.map(({ span }) => ({ context: span.spanContext() })),
          attributes: { 'actor.id': key, 'batch.size': batch.length },
        },
        async (together) => {
          for (const { span } of batch)
            span.addLink({ context: together.spanContext() });
          const items = batch.map(({ item }) => item);
          const answered = await withDeadline(
            latest(batch.map(({ deadline }) => deadline)),
            () => send(key, items),
          );
          if (answered.length !== items.length)
            throw new Error(
              `${items.length} were asked, ${answered.length} answered`,
            );
          return answered;
        },
      );
      await handOut(batch, answers);
      // Callers just answered may call again at once: the first of them must
      // not get the next batch to itself.
      if (batch.length > 1) await yieldToOthers();
    } catch (err) {
      for (const { reject } of batch) reject(err);
    }
  };
  const serve = async (key: string, first: Waiting<I, O>) => {
    const line: Waiting<I, O>[] = [];
    lines.set(key, line);
    for (let batch = [first]; batch.length > 0; batch = line.splice(0, most))
      await run(key, batch);
    lines.delete(key);
  };

  return (key, item) =>
    inSpan(name, { attributes: { 'actor.id': key } }, async (span) => {
      const line = lines.get(key);
      if (line && line.length >= waiting) throw overloaded(tooMany);
      return new Promise<O>((resolve, reject) => {
        const deadline = currentDeadline();
        const one = { item, span, deadline, resolve, reject };
        if (line) line.push(one);
        else void serve(key, one);
      });
    });
}

async function handOut<I, O>(
  batch: Waiting<I, O>[],
  answers: O[],
): Promise<void> {
  for (const [n, answer] of answers.entries()) {
    if (n > 0 && n % PORTION === 0) await yieldToOthers();
    batch[n]?.resolve(answer);
  }
}

const yieldToOthers = () => new Promise((resolve) => setImmediate(resolve));

const overloaded = (detail: string) =>
  new AppError('too-many', 'too-many-requests', detail, {
    retryAfterSeconds: 1,
  });
