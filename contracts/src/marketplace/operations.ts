import { z } from 'zod';
import { defineEvent } from '../event';
import { Id, Instant } from '../fields';

export const OperatorSignIn = z.strictObject({ key: z.string().min(1).max(200) });
export const OperatorSession = z.object({ accessToken: z.string(), expiresInSeconds: z.int() });

/** An event no handler could take, kept until someone has looked at it. */
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

/** An operator signed out of a browser: copies of its cookie are good no longer. */
export const operatorSessionEnded = defineEvent('marketplace.operator-session-ended.v1', z.object({ sessionId: Id }));

/** RFC 9457. `type` is `/problems/<slug>`; `errors` names every wrong field at once. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string(),
  traceId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
