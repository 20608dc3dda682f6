import { z } from 'zod';
import { defineEvent } from '../event';
import { Id } from '../fields';

/**
 * An operator signed out of a browser; copies of the session cookie are no
 * longer valid.
 */
export const operatorSessionEnded = defineEvent(
  'marketplace.operator-session-ended.v1',
  z.object({ sessionId: Id }),
);

/** An operator wants every replica to build its catalogue view again. */
export const rebuildRequested = defineEvent(
  'marketplace.catalogue-rebuild-requested.v1',
  z.object({ by: Id }),
);
