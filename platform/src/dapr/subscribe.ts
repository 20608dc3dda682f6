import Router from '@koa/router';
import type { DataOf, EventContract } from '@souk/contracts/event';
import type { Context } from 'koa';
import { z } from 'zod';
import { sidecarBody } from '../http/body';
import { AppError, type ErrorKind } from '../http/errors';
import { parse } from '../http/parse';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import { sidecarOnly } from './guard';

export interface Subscription {
  topic: string;
  /**
   * @throws AppError `invalid` when the event can never be handled; anything
   * else brings it back.
   */
  handle: (data: unknown, eventId: string) => Promise<void>;
}

/**
 * A subscription to one declared event; what does not match its contract never
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

/**
 * Keeps an event nobody could handle. Called again for the same event, it
 * changes nothing.
 */
export type KeepDeadLetter = (event: CloudEvent) => Promise<void>;

export interface SubscriptionsOptions {
  app: string;
  pubsub: string;
  appApiToken: string;
  log: Logger;
  metrics: Metrics;
  /**
   * With it, hopeless events go to `<app>.dead-letters` and from there to the
   * keeper; without it they are dropped and logged.
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

const HOPELESS: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'invalid',
  'malformed',
  'too-large',
]);
const readBody = sidecarBody();

/**
 * Answers Dapr in Dapr's own words, always with status 200. A bare status would
 * mislead it: the sidecar drops a message on 404 and retries every other 4xx,
 * so a malformed event would come back for ever.
 */
export function subscriptions(
  options: SubscriptionsOptions,
  subs: Subscription[],
): Router {
  const { app, pubsub, keepDeadLetter } = options;
  const router = new Router();
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
  // A missing route answered with 404 would be taken as "drop this message".
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
    // Only what can never parse is dropped; a refusal may just be an early
    // event, so it gets its retries.
    answer =
      err instanceof AppError && HOPELESS.has(err.kind) ? 'DROP' : 'RETRY';
    const eventId = (ctx.request.body as { id?: unknown } | undefined)?.id;
    log[answer === 'DROP' ? 'error' : 'warn'](
      { err, topic, eventId, answer },
      'event not handled',
    );
  }
  metrics.eventsHandled.inc({ topic, outcome: answer });
  return answer;
}
