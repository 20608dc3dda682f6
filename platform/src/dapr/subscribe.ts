import type Router from '@koa/router';
import type { DataOf, EventContract } from '@souk/contracts/event';
import type { Context } from 'koa';
import { z } from 'zod';
import { sidecarBody } from '../http/body';
import { AppError, type ErrorKind } from '../http/errors';
import { parse } from '../http/parse';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import { sidecarOnly } from './guard';
import { createRouter } from '../http/router';

export interface Subscription {
  topic: string;
  /**
   * @throws AppError `invalid` when the event can never be handled; after any
   * other error it is delivered again.
   */
  handle: (data: unknown, eventId: string) => Promise<void>;
}

/**
 * Subscribes to a declared event. Data that does not match the contract never
 * reaches `handle`.
 */
export function on<E extends EventContract>(
  event: E,
  handle: (data: DataOf<E>, eventId: string) => Promise<void>,
): Subscription {
  return {
    topic: event.topic,
    handle: (data, eventId) =>
      handle(parse(event.data, data) as DataOf<E>, eventId),
  };
}

/** Stores an event that no handler could process; idempotent. */
export type KeepDeadLetter = (event: CloudEvent) => Promise<void>;

export interface SubscriptionsOptions {
  app: string;
  pubsub: string;
  appApiToken: string;
  log: Logger;
  metrics: Metrics;
  /**
   * When given, events that fail permanently go to `<app>.dead-letters` and
   * from there to this function. Without it they are dropped and logged.
   */
  keepDeadLetter?: KeepDeadLetter;
}

const CloudEvent = z.looseObject({
  id: z.string(),
  type: z.string(),
  topic: z.string().optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

type Answer = 'SUCCESS' | 'DROP' | 'RETRY';

const PERMANENT: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'invalid',
  'malformed',
  'too-large',
]);
const readBody = sidecarBody();

/**
 * Serves Dapr's subscriptions. Answers are Dapr's statuses in the body, always
 * with HTTP 200: the sidecar drops a message on 404 and retries every other
 * 4xx, so a malformed event would be retried for ever.
 */
export function subscriptions(
  options: SubscriptionsOptions,
  subs: Subscription[],
): Router {
  const { app, pubsub, keepDeadLetter } = options;
  const router = createRouter();
  const sidecar = sidecarOnly(options.appApiToken);
  const deadLetterTopic = `${app}.dead-letters`;
  const route = (topic: string) => `/events/${topic}`;

  router.get('/dapr/subscribe', sidecar, (ctx) => {
    const asked = subs.map(({ topic }) => ({
      pubsubname: pubsub,
      topic,
      route: route(topic),
      ...(keepDeadLetter ? { deadLetterTopic } : {}),
    }));
    ctx.body = keepDeadLetter
      ? [
          ...asked,
          {
            pubsubname: pubsub,
            topic: deadLetterTopic,
            route: route(deadLetterTopic),
          },
        ]
      : asked;
  });
  for (const { topic, handle } of subs) {
    router.post(route(topic), sidecar, async (ctx) => {
      ctx.body = {
        status: await answerTo(options, topic, ctx, (event) =>
          handle(event.data, event.id),
        ),
      };
    });
  }
  if (keepDeadLetter) {
    router.post(route(deadLetterTopic), sidecar, async (ctx) => {
      ctx.body = {
        status: await answerTo(options, deadLetterTopic, ctx, keepDeadLetter),
      };
    });
  }
  // The sidecar would take a 404 as "drop this message".
  router.all('/events/{*rest}', sidecar, (ctx) => {
    ctx.status = 500;
    ctx.body = {};
  });
  return router;
}

async function answerTo(
  { log, metrics }: SubscriptionsOptions,
  topic: string,
  ctx: Context,
  handle: (event: CloudEvent) => Promise<void>,
): Promise<Answer> {
  let answer: Answer = 'SUCCESS';
  try {
    await readBody(ctx, async () => undefined);
    await handle(parse(CloudEvent, ctx.request.body));
  } catch (err) {
    // Only an event that can never parse is dropped. A refusal may mean that
    // the event came early, so it is retried.
    answer =
      err instanceof AppError && PERMANENT.has(err.kind) ? 'DROP' : 'RETRY';
    const eventId = (ctx.request.body as { id?: unknown } | undefined)?.id;
    log[answer === 'DROP' ? 'error' : 'warn'](
      { err, topic, eventId, answer },
      'event not handled',
    );
  }
  metrics.eventsHandled.inc({ topic, outcome: answer });
  return answer;
}
