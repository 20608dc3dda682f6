import { AppError } from '@souk/platform/http/errors';
import type { Unpublished } from './entry';

/**
 * A full outbox means that nothing could be published for a long while;
 * accepting more would only hide it.
 */
export const OUTBOX_LIMIT = 400;
/**
 * The limit in changes: a turn may make many, and the document must pass
 * through the sidecar.
 */
const OUTBOX_CHANGES = 8_000;
/** How full an outbox is; it overflows above 1. */
export const filled = (outbox: Unpublished[]): number =>
  Math.max(
    outbox.length / OUTBOX_LIMIT,
    outbox.reduce((sum, { fact }) => sum + fact.changes.length, 0) /
      OUTBOX_CHANGES,
  );

export const outboxFull = () =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    'Too many changes of this stock wait to be published',
    {
      retryAfterSeconds: 5,
    },
  );
