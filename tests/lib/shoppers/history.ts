import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Try } from '../checker/evidence';
import type { Answer } from '../souk/souk';
import { outcomeOf, type Order } from './orders';

/** Sends one order once. @throws Error when there is no answer in time. */
export type Send = (order: Order) => Promise<Answer>;

/** Everything that was sent and its outcome, as callers see it. */
export interface History {
  tries: Try[];
  /** How many orders have been answered. */
  answered: number;
  /** Answers that neither state an outcome nor ask for a retry. */
  surprises: string[];
  /** The longest time to an answer, over all tries of an order. */
  longestMs: number;
  /** Orders that were given up without an answer. */
  givenUp: number;
  /** Sends it once. */
  once(order: Order): Promise<Try['answer']>;
  /** Sends it until it is answered or the time is up. */
  retry(order: Order): Promise<Try['answer']>;
}

const RETRY = { forMs: 15_000, firstPauseMs: 50, longestPauseMs: 400 };
const RETRYABLE = new Set([429, 500, 502, 503, 504]);

export function startHistory(send: Send): History {
  const history: History = {
    tries: [],
    answered: 0,
    surprises: [],
    longestMs: 0,
    givenUp: 0,
    async once(order) {
      const { kind, operationId, reservationId, products, ttlSeconds } = order;
      const one: Try = {
        kind,
        operationId,
        reservationId,
        products,
        ttlSeconds,
        invokedAt: performance.now(),
      };
      history.tries.push(one);
      const answer = await send(order).catch(() => undefined);
      if (!answer) return undefined;
      const outcome = outcomeOf(order, answer);
      if (outcome) history.answered += 1;
      if (outcome) one.answer = { at: performance.now(), ...outcome };
      else if (!RETRYABLE.has(answer.status) && answer.json !== undefined)
        history.surprises.push(
          `${answer.request}: ${answer.status} ${answer.text}`,
        );
      return one.answer;
    },
    async retry(order) {
      const began = performance.now();
      for (
        let wait = RETRY.firstPauseMs;
        ;
        wait = Math.min(wait * 2, RETRY.longestPauseMs)
      ) {
        const answer = await history.once(order);
        const tookMs = performance.now() - began;
        if (answer) history.longestMs = Math.max(history.longestMs, tookMs);
        if (answer) return answer;
        if (tookMs > RETRY.forMs) break;
        await pause(wait);
      }
      history.givenUp += 1;
      return undefined;
    },
  };
  return history;
}
