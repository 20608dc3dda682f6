import { z } from 'zod';
import type { App } from './apps';
import { defineCall } from './call';
import { Id, Instant } from './fields';

/** An event that no handler could process, kept for an operator to inspect. */
export const DeadLetter = z.object({
  id: Id,
  app: z.string(),
  topic: z.string(),
  eventId: z.string(),
  receivedAt: Instant,
  replayedAt: Instant.nullable(),
  lastProblem: z.string().nullable(),
  event: z.unknown(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
export const DeadLetterList = z.object({ items: z.array(DeadLetter) });

/** The calls of each app that keeps dead letters. */
export const deadLetterCalls = <A extends App>(app: A) => ({
  listDeadLetters: defineCall({
    app,
    method: 'GET',
    path: '/deadLetters',
    scope: 'operations:read',
    answer: DeadLetterList,
  }),
  replayDeadLetter: defineCall({
    app,
    method: 'POST',
    path: '/deadLetters/{id}/replay',
    scope: 'operations:write',
    answer: DeadLetter,
    refusals: ['dead-letter-not-found', 'replay-failed'],
  }),
});
