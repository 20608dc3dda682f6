import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { z } from 'zod';
import type { VerifyEvent } from '../auth/signed-events';
import { jsonBody, sidecarBody } from '../http/body';
import { AppError, type ErrorKind } from '../http/errors';
import { parse } from '../http/parse';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';

export const CloudEvent = z.looseObject({
  id: z.string(),
  type: z.string(),
  topic: z.string().optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** Where events go that no handler could process. */
export interface DeadLetterKeeper {
  /**
   * Stores the event, once however often it is called. `problem` says why the
   * handler failed, in words fit for an operator.
   */
  keep: (event: CloudEvent, problem?: string) => Promise<void>;
  /** Records one more failed attempt; the number of attempts so far. */
  attempted: (event: CloudEvent) => Promise<number>;
}

export interface DeliveryOptions {
  log: Logger;
  metrics: Metrics;
  /** As in `Shell`: names the fault behind a driver's error. */
  faultOf?: ((err: unknown) => AppError | undefined) | undefined;
}

/** Failed attempts after which an event becomes a dead letter. */
export const MAX_ATTEMPTS = 5;

/** Dapr's answers, and `GIVEN_UP`: the letter is kept, the broker told SUCCESS. */
type Outcome = 'SUCCESS' | 'DROP' | 'RETRY' | 'GIVEN_UP';

const PERMANENT: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'invalid',
  'malformed',
  'too-large',
]);
/** Not the event's fault, so an outage of any length makes no dead letter. */
const NOT_COUNTED: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'unavailable',
  'too-many',
]);

const readBody = sidecarBody();
// A raw event is base64 inside another one, a third larger than the 4 MiB it
// may have.
const readRawBody = jsonBody(6 * 1024 * 1024);

/**
 * Handles one delivery of an event and says what the sidecar is to do with it.
 * The sidecar retries for ever, so it is the attempts counted here that end.
 */
export async function delivered(
  ctx: Context,
  topic: string,
  handle: (event: CloudEvent) => Promise<void>,
  options: DeliveryOptions & { keeper: DeadLetterKeeper },
): Promise<void> {
  let event: CloudEvent | undefined;
  let outcome: Outcome = 'SUCCESS';
  try {
    await readBody(ctx, async () => undefined);
    event = parse(CloudEvent, ctx.request.body);
    await handle(event);
  } catch (err) {
    outcome = await failed(event, err, options).catch((cause: unknown) => {
      options.log.warn({ err: cause, topic }, 'a failed event is not counted');
      return 'RETRY' as const;
    });
    const level =
      outcome === 'DROP' || outcome === 'GIVEN_UP' ? 'error' : 'warn';
    options.log[level](
      { err, topic, eventId: event?.id, answer: outcome },
      'event not handled',
    );
  }
  answer(ctx, topic, outcome, options);
}

async function failed(
  event: CloudEvent | undefined,
  err: unknown,
  { keeper, faultOf }: DeliveryOptions & { keeper: DeadLetterKeeper },
): Promise<Outcome> {
  const fault = faultOf?.(err) ?? err;
  // Only an event that can never parse is dropped. A refusal may mean that the
  // event came early, so it is retried.
  if (fault instanceof AppError && PERMANENT.has(fault.kind)) return 'DROP';
  if (!event || (fault instanceof AppError && NOT_COUNTED.has(fault.kind)))
    return 'RETRY';
  if ((await keeper.attempted(event)) < MAX_ATTEMPTS) return 'RETRY';
  await keeper.keep(event, problemOf(fault));
  return 'GIVEN_UP';
}

/**
 * Keeps a message of the broker's own dead-letter topic, whatever it is:
 * nothing is behind that topic, so a message dropped there would be lost.
 */
export async function deadLetterDelivered(
  ctx: Context,
  topic: string,
  keep: DeadLetterKeeper['keep'],
  options: DeliveryOptions & { verifyEvent: VerifyEvent },
): Promise<void> {
  let outcome: Outcome = 'SUCCESS';
  try {
    await readRawBody(ctx, async () => undefined);
    const letter = letterIn(ctx.request.body);
    const refusal = await refusalOf(letter, options.verifyEvent);
    if (refusal) await keep(underAnotherId(letter), problemOf(refusal));
    else await keep(letter);
  } catch (err) {
    outcome = 'RETRY';
    options.log.warn({ err, topic }, 'dead letter not kept yet');
  }
  answer(ctx, topic, outcome, options);
}

function answer(
  ctx: Context,
  topic: string,
  outcome: Outcome,
  { metrics }: DeliveryOptions,
): void {
  metrics.eventsHandled.inc({ topic, outcome });
  ctx.body = { status: outcome === 'GIVEN_UP' ? 'SUCCESS' : outcome };
}

/** What an operator may read of an error; other details stay in the log. */
export function problemOf(err: unknown): string {
  if (!(err instanceof AppError)) return 'The handler failed';
  const fields = (err.extra.fields ?? []).map(
    ({ path, message }) => `${path} ${message}`,
  );
  return [err.message, ...fields].join('; ').slice(0, 1_000);
}

async function refusalOf(
  letter: CloudEvent,
  verifyEvent: VerifyEvent,
): Promise<AppError | undefined> {
  try {
    await verifyEvent(letter);
    return undefined;
  } catch (err) {
    if (err instanceof AppError && PERMANENT.has(err.kind)) return err;
    throw err;
  }
}

/** A forged event must not take the place of the letter of a genuine one. */
const underAnotherId = (letter: CloudEvent): CloudEvent => ({
  ...letter,
  id: hashOf(JSON.stringify(letter)),
  publishedId: letter.id,
});

const hashOf = (text: string) =>
  createHash('sha256').update(text).digest('base64url');

const Raw = z.looseObject({ data_base64: z.base64() });

/**
 * The event as it was published. The sidecar wraps a raw message in an event
 * of its own; text that is no event is kept as the data of one.
 */
function letterIn(body: unknown): CloudEvent {
  const raw = Raw.safeParse(body);
  const text = raw.success
    ? Buffer.from(raw.data.data_base64, 'base64').toString()
    : JSON.stringify(body);
  const event = CloudEvent.safeParse(jsonOf(text));
  if (event.success) return event.data;
  return { id: hashOf(text), type: 'unknown', data: text };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
