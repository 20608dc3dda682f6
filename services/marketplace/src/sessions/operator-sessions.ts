import { operatorSessionEnded } from '@souk/contracts/marketplace/events';
import type { Publish } from '@souk/platform/dapr/publish';
import { AppError } from '@souk/platform/http/errors';
import { LRUCache } from 'lru-cache';
import { v7 as newId } from 'uuid';
import type { SealedSession } from './seal';

const IDLE_MS = 15 * 60_000;
const LONGEST_MS = 12 * 60 * 60_000;
/**
 * A cookie is renewed once this much of its idle time has passed, not with
 * every answer.
 */
const RENEW_AFTER_MS = 60_000;

type Sealed = Extract<SealedSession, { role: 'operator' }>;

/**
 * Sessions of operators are stored in their cookies alone. Every replica
 * remembers an ended session for longer than a copy of its cookie stays valid.
 */
export interface OperatorSessions {
  begin(): Sealed;
  /** @throws AppError `session-revoked` (401). */
  living(session: Sealed): Sealed;
  /**
   * The session with its idle time restarted; undefined when it is too early
   * for a new cookie.
   */
  renewed(session: Sealed): Sealed | undefined;
  end(sessionId: string): Promise<void>;
  /** Called when another replica has announced it. */
  ended(sessionId: string): void;
}

export function operatorSessions(
  publish: Publish,
  now: () => Date,
): OperatorSessions {
  const ended = new LRUCache<string, true>({ max: 10_000, ttl: 2 * IDLE_MS });
  const at = () => now().getTime();
  return {
    begin: () => ({
      role: 'operator',
      sessionId: newId(),
      idleEndsAt: at() + IDLE_MS,
      endsAt: at() + LONGEST_MS,
    }),
    living(session) {
      if (
        at() >= Math.min(session.idleEndsAt, session.endsAt) ||
        ended.has(session.sessionId)
      ) {
        throw new AppError(
          'unauthenticated',
          'session-revoked',
          'The session has ended',
        );
      }
      return session;
    },
    renewed(session) {
      const idleEndsAt = Math.min(at() + IDLE_MS, session.endsAt);
      return idleEndsAt - session.idleEndsAt >= RENEW_AFTER_MS
        ? { ...session, idleEndsAt }
        : undefined;
    },
    async end(sessionId) {
      const { topic } = operatorSessionEnded;
      await publish({
        id: newId(),
        topic,
        data: { sessionId },
        time: now().toISOString(),
      });
      ended.set(sessionId, true);
    },
    ended: (sessionId) => void ended.set(sessionId, true),
  };
}
