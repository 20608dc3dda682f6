/** One sign-in and the refresh tokens that followed from it. Immutable. */
export interface Session {
  id: string;
  version: number;
  accountId: string;
  /**
   * Hash of the one refresh token that is good now; null for a browser's
   * session, which has none.
   */
  refreshHash: string | null;
  /** Hashes of its predecessors, the latest last. */
  usedHashes: string[];
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

const SESSION_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
/**
 * Bounds the document; an older token is still refused, only no longer taken
 * for a theft.
 */
const REMEMBERED = 100;

export interface SignedIn {
  /** The new session's id. */
  id: string;
  accountId: string;
  refreshHash: string | null;
  now: Date;
}

/** Version 1 of a session that ends after thirty days, refreshed or not. */
export const newSession = ({ now, ...given }: SignedIn): Session => ({
  ...given,
  version: 1,
  usedHashes: [],
  createdAt: now,
  expiresAt: new Date(now.getTime() + SESSION_DAYS * DAY_MS),
  revokedAt: null,
});

/** Neither revoked nor past its end. */
export const isLive = (session: Session, now: Date): boolean =>
  session.revokedAt === null && now < session.expiresAt;

/**
 * What a refresh token is to its session (RFC 9700, 4.14.2): `used` means that
 * two hold it, the account's owner and someone else, and nobody can tell which
 * of them is asking.
 */
export function standingOf(
  session: Session,
  hash: string,
): 'current' | 'used' | 'unknown' {
  if (hash === session.refreshHash) return 'current';
  return session.usedHashes.includes(hash) ? 'used' : 'unknown';
}

/** The next version: the current refresh token is used, the given one good. */
export const rotated = (session: Session, refreshHash: string): Session => ({
  ...session,
  version: session.version + 1,
  refreshHash,
  usedHashes: [
    ...session.usedHashes,
    ...(session.refreshHash === null ? [] : [session.refreshHash]),
  ].slice(-REMEMBERED),
});

/** The next version, which is over. */
export const revoked = (session: Session, now: Date): Session => ({
  ...session,
  version: session.version + 1,
  revokedAt: now,
});
