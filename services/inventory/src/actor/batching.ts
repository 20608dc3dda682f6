import { AppError } from '@souk/platform/http/errors';
import { contextOf, inSpan } from '@souk/platform/telemetry/tracing';

/**
 * Performs many items of one key in one go; one answer for each, in their
 * order.
 */
type Send<I, O> = (key: string, items: I[]) => Promise<O[]>;
type ItemSpan = Parameters<Parameters<typeof inSpan>[2]>[0];

interface Waiting<I, O> {
  item: I;
  span: ItemSpan;
  resolve: (answer: O) => void;
  reject: (err: unknown) => void;
}

/**
 * Answers given before whatever else this process does gets its turn: a hot key
 * is not to hold up the others.
 */
const PORTION = 16;

export interface FoldingLimits {
  /** Items in one go. */
  most: number;
  /** Items of one key that may wait while another go is under way. */
  waiting: number;
}

/**
 * Folds what comes while a key is busy into one next go: one in flight per key,
 * first come first served. An idle key is served at once, so folding adds
 * nothing to a lone call. Every item has a span of its own, linked both ways
 * with that of the go it went with; the go belongs to the trace of the first.
 */
export function folding<I, O>(
  name: string,
  send: Send<I, O>,
  { most, waiting }: FoldingLimits,
): (key: string, item: I) => Promise<O> {
  const lines = new Map<string, Waiting<I, O>[]>();

  const go = async (key: string, batch: Waiting<I, O>[]) => {
    const [first, ...others] = batch;
    try {
      const answers = await inSpan(
        `fold ${name}`,
        {
          ...(first ? { parent: contextOf(first.span) } : {}),
          links: others.map(({ span }) => ({ context: span.spanContext() })),
          attributes: { 'actor.id': key, 'fold.size': batch.length },
        },
        async (turn) => {
          for (const { span } of batch)
            span.addLink({ context: turn.spanContext() });
          const items = batch.map(({ item }) => item);
          const answered = await send(key, items);
          if (answered.length !== items.length)
            throw new Error(
              `${items.length} were asked, ${answered.length} answered`,
            );
          return answered;
        },
      );
      await handOut(batch, answers);
      // Who has just been answered may ask again: the first of them is not to
      // have the next go all to itself.
      if (batch.length > 1) await othersTurn();
    } catch (err) {
      for (const { reject } of batch) reject(err);
    }
  };
  const serve = async (key: string, first: Waiting<I, O>) => {
    const line: Waiting<I, O>[] = [];
    lines.set(key, line);
    for (let batch = [first]; batch.length > 0; batch = line.splice(0, most))
      await go(key, batch);
    lines.delete(key);
  };

  return (key, item) =>
    inSpan(name, { attributes: { 'actor.id': key } }, async (span) => {
      const line = lines.get(key);
      if (line && line.length >= waiting) throw overloaded();
      return new Promise<O>((resolve, reject) => {
        const one = { item, span, resolve, reject };
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
    if (n > 0 && n % PORTION === 0) await othersTurn();
    batch[n]?.resolve(answer);
  }
}

const othersTurn = () => new Promise((resolve) => setImmediate(resolve));

const overloaded = () =>
  new AppError(
    'too-many',
    'too-many-requests',
    'Too many calls wait for this one product',
    { retryAfterSeconds: 1 },
  );
