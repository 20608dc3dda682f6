import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { AppError } from '../http/errors';
import type { FindKey, SigningKey } from './keys';
import { Role, type Principal } from './principal';

export interface Claims {
  subject: string;
  role: Role;
  scopes: readonly string[];
  sessionId?: string;
}

export interface Issue {
  audience: string;
  ttlSeconds: number;
}

const Payload = z.object({
  sub: z.string(),
  role: Role,
  scope: z.string(),
  sid: z.string().optional(),
  exp: z.int(),
  typ: z.literal('access'),
});

/**
 * Signs ES256 JWTs for one issuer. `scope` is a space-separated list (RFC
 * 8693).
 */
export function tokenIssuer(issuer: string, key: SigningKey) {
  return (
    { subject, role, scopes, sessionId }: Claims,
    { audience, ttlSeconds }: Issue,
  ): string =>
    jwt.sign(
      {
        role,
        scope: scopes.join(' '),
        typ: 'access',
        ...(sessionId ? { sid: sessionId } : {}),
      },
      key.privateKey,
      {
        algorithm: 'ES256',
        keyid: key.kid,
        issuer,
        audience,
        subject,
        expiresIn: ttlSeconds,
      },
    );
}

export interface Expected {
  issuer: string;
  audience: string;
  findKey: FindKey;
}

export interface VerifiedToken extends Principal {
  expiresAt: Date;
}

/** The refusal of a token for any fault but its age. */
export const invalidToken = (cause?: unknown) =>
  new AppError(
    'unauthenticated',
    'invalid-token',
    'The token is not valid',
    cause === undefined ? {} : { cause },
  );

/**
 * Size of the cache of verified tokens. Verifying a signature costs more than
 * the rest of a request.
 */
const CACHE_SIZE = 1_000;

type Verify = (token: string) => Promise<VerifiedToken>;

/** Caches each token that `verify` accepts until it expires. */
export function cachedTokens(verify: Verify): Verify {
  const cache = new LRUCache<string, VerifiedToken>({ max: CACHE_SIZE });
  return async (token) => {
    const found = cache.get(token);
    if (found && Date.now() < found.expiresAt.getTime()) return found;
    const verified = await verify(token);
    cache.set(token, verified);
    return verified;
  };
}

/** `verifyToken`, with its answers cached. */
export const tokenVerifier = (expected: Expected): Verify =>
  cachedTokens((token) => verifyToken(token, expected));

/**
 * Verifies signature (ES256 only), issuer, audience and times.
 * @throws AppError `expired-token` for an expired token, `invalid-token` for
 * any other fault.
 */
export async function verifyToken(
  token: string,
  { issuer, audience, findKey }: Expected,
): Promise<VerifiedToken> {
  const header = headerOf(token);
  if (header?.alg !== 'ES256' || typeof header.kid !== 'string')
    throw invalidToken();
  const key = await findKey(header.kid);
  if (!key) throw invalidToken();
  const payload = Payload.safeParse(payloadOf(token, key, issuer, audience));
  if (!payload.success) throw invalidToken(payload.error);
  const { sub, role, scope, sid, exp } = payload.data;
  const principal = {
    id: sub,
    role,
    scopes: new Set(scope.split(' ')),
    expiresAt: new Date(exp * 1000),
  };
  return sid === undefined ? principal : { ...principal, sessionId: sid };
}

function headerOf(token: string): jwt.JwtHeader | undefined {
  try {
    return jwt.decode(token, { complete: true })?.header;
  } catch {
    return undefined;
  }
}

function payloadOf(
  token: string,
  key: jwt.PublicKey,
  issuer: string,
  audience: string,
): unknown {
  try {
    return jwt.verify(token, key, { algorithms: ['ES256'], issuer, audience });
  } catch (err) {
    if (err instanceof jwt.TokenExpiredError)
      throw new AppError(
        'unauthenticated',
        'expired-token',
        'The token has expired',
      );
    throw invalidToken(err);
  }
}
