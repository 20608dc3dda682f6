/** One sign-in and its refresh tokens. Immutable. */
export interface Session {
  id: string;
  version: number;
  accountId: string;
  /**
   * Hash of the current refresh token; null for a browser's session, which has
   * none.
   */
  refreshHash: string | null;
  /** Hashes of earlier refresh tokens, oldest first. */
  usedHashes: string[];
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  /** Of the account when it signed in; absent means 0. */
  sessionsVersion?: number;
  /** The browser and system that signed in. */
  device?: string;
}

const SESSION_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
/**
 * Bounds the size of the document. Older tokens are still refused, but their
 * reuse no longer ends the session.
 */
const MAX_USED_HASHES = 100;

export interface SignedIn {
  id: string;
  accountId: string;
  refreshHash: string | null;
  sessionsVersion?: number;
  device?: string;
  now: Date;
}

/** A new session. It expires after thirty days, refreshed or not. */
export const newSession = ({ now, ...given }: SignedIn): Session => ({
  ...given,
  version: 1,
  usedHashes: [],
  createdAt: now,
  expiresAt: new Date(now.getTime() + SESSION_DAYS * DAY_MS),
  revokedAt: null,
});

/** Neither revoked nor expired. */
export const isLive = (session: Session, now: Date): boolean =>
  session.revokedAt === null && now < session.expiresAt;

/**
 * The state of a refresh token (RFC 9700, 4.14.2). `used` means that both the
 * account's owner and an attacker hold it, and we cannot tell which of them is
 * asking.
 */
export function refreshTokenState(
  session: Session,
  hash: string,
): 'current' | 'used' | 'unknown' {
  if (hash === session.refreshHash) return 'current';
  return session.usedHashes.includes(hash) ? 'used' : 'unknown';
}

/** The next version, with a new refresh token; the current one becomes used. */
export const rotated = (session: Session, refreshHash: string): Session => ({
  ...session,
  version: session.version + 1,
  refreshHash,
  usedHashes: [
    ...session.usedHashes,
    ...(session.refreshHash === null ? [] : [session.refreshHash]),
  ].slice(-MAX_USED_HASHES),
});

/** The next version, revoked. */
export const revoked = (session: Session, now: Date): Session => ({
  ...session,
  version: session.version + 1,
  revokedAt: now,
});
