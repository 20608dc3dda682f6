import { RIGHTS, scopesOf, type Rights } from '@souk/contracts/rights';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { FindKey } from './keys';
import type { VerifyToken } from './requires';
import { cachedTokens, invalidToken, verifyToken } from './tokens';

const Issued = z.object({ iss: z.string() });

export interface ServiceTokensOptions {
  /** The app, or the type of actor, that the tokens are for. */
  audience: string;
  /** The public keys of an issuer; the same function each time. */
  keysOf: (issuer: string) => FindKey;
  rights?: Rights;
}

/**
 * Verifies the tokens that other services mint for this audience. A token
 * counts for the scopes that the table of rights gives its issuer, and for no
 * other; a service can name only itself or the users it may speak for.
 * @throws AppError as `tokenVerifier` does.
 */
export function serviceTokens({
  audience,
  keysOf,
  rights = RIGHTS,
}: ServiceTokensOptions): VerifyToken {
  return cachedTokens(async (token) => {
    const issuer = issuerOf(token);
    const allowed = scopesOf(issuer, audience, rights);
    if (allowed.length === 0) throw invalidToken();
    const findKey = keysOf(issuer);
    const found = await verifyToken(token, { issuer, audience, findKey });
    const { role, id, scopes } = found;
    const namesItself = role === 'service' && id === issuer;
    const speaksFor: readonly string[] = rights[issuer]?.speaksFor ?? [];
    if (!namesItself && !speaksFor.includes(role)) throw invalidToken();
    return {
      ...found,
      scopes: new Set(allowed.filter((scope) => scopes.has(scope))),
    };
  });
}

// Not verified yet: it only selects the keys.
function issuerOf(token: string): string {
  try {
    return Issued.parse(jwt.decode(token)).iss;
  } catch (err) {
    throw invalidToken(err);
  }
}
