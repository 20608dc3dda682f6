import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Try } from '../checker/evidence';
import type { Answer } from '../souk/souk';
import { judged, type Order } from './orders';

/** Sends one order once. @throws Error when there is no answer in time. */
export type Send = (order: Order) => Promise<Answer>;

/** Everything that was sent and what came of it, as callers see it. */
export interface History {
  tries: Try[];
  /** How many were answered so far. */
  answered: number;
  /** Answers that neither tell an outcome nor ask to come again. */
  surprises: string[];
  /**
   * How long it took until an order was answered, over all its tries, by the
   * longest.
   */
  longestMs: number;
  /** Orders that were given up unanswered. */
  givenUp: number;
  /** Sends it once. */
  once(order: Order): Promise<Try['answer']>;
  /** Sends it again, as it is, until it is answered or the time is up. */
  insist(order: Order): Promise<Try['answer']>;
}

const INSIST = { forMs: 15_000, firstPauseMs: 50, longestPauseMs: 400 };
const COME_AGAIN = new Set([429, 500, 502, 503, 504]);

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
      const told = judged(order, answer);
      if (told) history.answered += 1;
      if (told) one.answer = { at: performance.now(), ...told };
      else if (!COME_AGAIN.has(answer.status) && answer.json !== undefined)
        history.surprises.push(
          `${answer.request}: ${answer.status} ${answer.text}`,
        );
      return one.answer;
    },
    async insist(order) {
      const began = performance.now();
      for (
        let wait = INSIST.firstPauseMs;
        ;
        wait = Math.min(wait * 2, INSIST.longestPauseMs)
      ) {
        const answer = await history.once(order);
        const tookMs = performance.now() - began;
        if (answer) history.longestMs = Math.max(history.longestMs, tookMs);
        if (answer) return answer;
        if (tookMs > INSIST.forMs) break;
        await pause(wait);
      }
      history.givenUp += 1;
      return undefined;
    },
  };
  return history;
}
