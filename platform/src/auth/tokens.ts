import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { AppError } from '../http/errors';
import type { FindKey, SigningKey } from './keys';
import { Role, type Principal } from './principal';
import type { VerifyToken } from './requires';

export interface Claims {
  subject: string;
  role: Role;
  scopes: string[];
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
 * Signs ES256 JWTs for one issuer; `scope` is the space-separated list of RFC
 * 8693.
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

const refuse = (cause?: unknown) =>
  new AppError(
    'unauthenticated',
    'invalid-token',
    'The token is not valid',
    cause === undefined ? {} : { cause },
  );

/**
 * Tokens whose signature need not be checked a second time: that costs more
 * than the rest of a request.
 */
const REMEMBERED = 1_000;

/**
 * Verifies signature (ES256 and nothing else), issuer, audience and times. A
 * good token is remembered until it ends.
 * @throws AppError `invalid-token`, the same for whatever is wrong;
 * `expired-token` for a good one that has ended.
 */
export function tokenVerifier({
  issuer,
  audience,
  findKey,
}: Expected): (token: string) => Promise<VerifiedToken> {
  const known = new LRUCache<string, VerifiedToken>({ max: REMEMBERED });
  return async (token) => {
    const found = known.get(token);
    if (found && Date.now() < found.expiresAt.getTime()) return found;
    const verified = await verify(token);
    known.set(token, verified);
    return verified;
  };

  async function verify(token: string): Promise<VerifiedToken> {
    const header = headerOf(token);
    if (header?.alg !== 'ES256' || typeof header.kid !== 'string')
      throw refuse();
    const key = await findKey(header.kid);
    if (!key) throw refuse();
    const payload = Payload.safeParse(payloadOf(token, key, issuer, audience));
    if (!payload.success) throw refuse(payload.error);
    const { sub, role, scope, sid, exp } = payload.data;
    const principal = {
      id: sub,
      role,
      scopes: new Set(scope.split(' ')),
      expiresAt: new Date(exp * 1000),
    };
    return sid === undefined ? principal : { ...principal, sessionId: sid };
  }
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
    throw refuse(err);
  }
}

/**
 * What a service inside demands: a token minted by the marketplace for this
 * service alone.
 */
export const internalTokens = (app: string, findKey: FindKey): VerifyToken =>
  tokenVerifier({ issuer: 'marketplace', audience: app, findKey });
