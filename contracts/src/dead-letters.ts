import { z } from 'zod';
import { Id, Instant } from './fields';

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
