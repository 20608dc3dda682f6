import type Router from '@koa/router';
import type { DataOf, EventContract } from '@souk/contracts/event';
import type { VerifyEvent } from '../auth/signed-events';
import { parse } from '../http/parse';
import { createRouter } from '../http/router';
import {
  deadLetterDelivered,
  delivered,
  type CloudEvent,
  type DeadLetterKeeper,
  type DeliveryOptions,
} from './delivery';
import { sidecarOnly } from './guard';
import { memoryKeeper } from './memory-keeper';

export interface Subscription {
  topic: string;
  /**
   * @throws AppError `invalid` when the event can never be handled; after any
   * other error it is delivered again, up to five times unless what it needs
   * is unavailable.
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

export interface SubscriptionsOptions extends DeliveryOptions {
  app: string;
  pubsub: string;
  appApiToken: string;
  /** Whether an event comes from its publisher; asked before its handler. */
  verifyEvent: VerifyEvent;
  /**
   * When given, events that fail permanently go to `<app>.dead-letters` and
   * from there to it, and those that fail too often go to it directly. Without
   * it both are given up with a line in the log.
   */
  deadLetters?: DeadLetterKeeper;
}

/**
 * Serves Dapr's subscriptions. Answers are Dapr's statuses in the body, always
 * with HTTP 200: the sidecar drops a message on 404 and retries every other
 * 4xx, so a malformed event would be retried for ever.
 */
export function subscriptions(
  options: SubscriptionsOptions,
  subs: Subscription[],
): Router {
  const { app, pubsub, deadLetters } = options;
  const keeper = deadLetters ?? memoryKeeper();
  const router = createRouter();
  const sidecar = sidecarOnly(options.appApiToken);
  const deadLetterTopic = `${app}.dead-letters`;
  const route = (topic: string) => `/events/${topic}`;

  router.get('/dapr/subscribe', sidecar, (ctx) => {
    const asked = subs.map(({ topic }) => ({
      pubsubname: pubsub,
      topic,
      route: route(topic),
      ...(deadLetters ? { deadLetterTopic } : {}),
    }));
    // Raw, since the sidecar itself refuses what is no event, and would
    // redeliver it for ever.
    const letters = {
      pubsubname: pubsub,
      topic: deadLetterTopic,
      route: route(deadLetterTopic),
      metadata: { rawPayload: 'true' },
    };
    ctx.body = deadLetters ? [...asked, letters] : asked;
  });
  for (const { topic, handle } of subs) {
    const handled = async (event: CloudEvent) => {
      await options.verifyEvent({ ...event, type: topic });
      await handle(event.data, event.id);
    };
    router.post(route(topic), sidecar, (ctx) =>
      delivered(ctx, topic, handled, { ...options, keeper }),
    );
  }
  if (deadLetters) {
    router.post(route(deadLetterTopic), sidecar, (ctx) =>
      deadLetterDelivered(ctx, deadLetterTopic, deadLetters.keep, options),
    );
  }
  // The sidecar would take a 404 as "drop this message".
  router.all('/events/{*rest}', sidecar, (ctx) => {
    ctx.status = 500;
    ctx.body = {};
  });
  return router;
}
