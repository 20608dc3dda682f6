import { z } from 'zod';
import { Id } from './fields';

/** Asks for the digest of up to `limit` ids after the given one. */
export const DigestQuery = z.strictObject({
  after: Id.or(z.literal('')).default(''),
  limit: z.coerce.number().int().min(1).max(2_000).default(1_000),
});
export type DigestQuery = z.output<typeof DigestQuery>;

/**
 * What an owner has in a range of ids, so that a reader can compare its copy
 * without the whole range being sent.
 */
export const RangeDigest = z.object({
  /** The last id of the range; null when nothing is behind it. */
  upTo: Id.nullable(),
  /** Over the ids alone. */
  ids: z.string(),
  /** Over each id and the state (a version, a name) that a copy has of it. */
  states: z.string(),
});
export type RangeDigest = z.infer<typeof RangeDigest>;
