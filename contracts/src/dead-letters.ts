import { z } from 'zod';
import type { App } from './apps';
import { defineCall } from './call';
import { Id, Instant, Line } from './fields';

/**
 * An event that no handler could process, kept for an operator to inspect. It
 * waits until it is replayed or dropped, and stays as a record after that.
 */
export const DeadLetter = z.object({
  id: Id,
  app: z.string(),
  topic: z.string(),
  eventId: z.string(),
  receivedAt: Instant,
  replayedAt: Instant.nullable(),
  /** Who decided when, and why, that it is not to be handled. */
  dropped: z
    .object({ at: Instant, by: z.string(), reason: z.string() })
    .nullable(),
  lastProblem: z.string().nullable(),
  event: z.unknown(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const LetterState = z.enum(['waiting', 'replayed', 'dropped']);
export type LetterState = z.infer<typeof LetterState>;

/** How many there are in each state, all pages together. */
const Count = z.int().min(0);
export const LetterCounts = z.object({
  waiting: Count,
  replayed: Count,
  dropped: Count,
});
export type LetterCounts = z.infer<typeof LetterCounts>;

const page = {
  /** All of them when absent. */
  state: LetterState.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/**
 * A page, the newest first: what was received before `before`, or then and has
 * an id below `belowId`.
 */
export const LetterQuery = z.strictObject({
  ...page,
  before: Instant.optional(),
  belowId: Id.or(z.literal('')).default(''),
});
export type LetterQuery = z.output<typeof LetterQuery>;

export const KeptLetters = z.object({
  items: z.array(DeadLetter),
  /** Whether there are older ones. */
  more: z.boolean(),
  counts: LetterCounts,
});
export type KeptLetters = z.infer<typeof KeptLetters>;

/** The query and the answer of `GET /api/operations/dead-letters`. */
export const ListDeadLetters = z.strictObject({
  ...page,
  after: z
    .string()
    .regex(
      /^[\d:.T-]{19,24}Z_[a-z]+_[\w-]{1,64}$/,
      'must be the `next` of a page',
    )
    .optional(),
});
export const DeadLetterList = KeptLetters.omit({ more: true }).extend({
  /** The `after` of the next page; null on the last one. */
  next: z.string().nullable(),
});
export type DeadLetterList = z.infer<typeof DeadLetterList>;

export const DropDeadLetter = z.strictObject({ reason: Line(500) });

/** The calls of each app that keeps dead letters. */
export const deadLetterCalls = <A extends App>(app: A) => ({
  listDeadLetters: defineCall({
    app,
    method: 'GET',
    path: '/deadLetters',
    scope: 'operations:read',
    query: LetterQuery,
    answer: KeptLetters,
  }),
  replayDeadLetter: defineCall({
    app,
    method: 'POST',
    path: '/deadLetters/{id}/replay',
    scope: 'operations:write',
    answer: DeadLetter,
    refusals: ['dead-letter-not-found', 'dead-letter-settled', 'replay-failed'],
  }),
  /** Dropping it again changes nothing. */
  dropDeadLetter: defineCall({
    app,
    method: 'POST',
    path: '/deadLetters/{id}/drop',
    scope: 'operations:write',
    role: 'operator',
    body: DropDeadLetter,
    answer: DeadLetter,
    refusals: ['dead-letter-not-found', 'dead-letter-settled'],
  }),
});
