import { RIGHTS, scopesOf, type Rights } from '@souk/contracts/rights';
import { LRUCache } from 'lru-cache';
import type { SigningKeys } from './keys';
import type { Principal } from './principal';
import { tokenIssuer, type Claims } from './tokens';

/**
 * A token of this service for one audience, for the caller `as` or, without
 * one, for the service itself.
 * @throws Error when the table of rights does not allow it, which is our bug.
 */
export type Mint = (
  audience: string,
  scopes: readonly string[],
  as?: Principal,
) => Promise<string>;

const TTL_SECONDS = 60;
/**
 * How long a token is reused, so it is signed and verified once for many calls.
 */
const REUSE_MS = 20_000;

/** Mints the tokens of `issuer` within its rights. */
export function minter(
  issuer: string,
  keys: () => Promise<SigningKeys>,
  rights: Rights = RIGHTS,
): Mint {
  const minted = new LRUCache<string, string>({ max: 5_000, ttl: REUSE_MS });
  return async (audience, scopes, as) => {
    const claims = claimsOf(issuer, scopes, as);
    const { current } = await keys();
    const name = JSON.stringify([current.kid, audience, claims]);
    const known = minted.get(name);
    if (known !== undefined) return known;
    assertAllowed(issuer, audience, { ...claims, rights });
    const token = tokenIssuer(issuer, current)(claims, {
      audience,
      ttlSeconds: TTL_SECONDS,
    });
    minted.set(name, token);
    return token;
  };
}

function claimsOf(
  issuer: string,
  scopes: readonly string[],
  as: Principal | undefined,
): Claims {
  if (!as) return { subject: issuer, role: 'service', scopes };
  const { id, role, sessionId } = as;
  const claims: Claims = { subject: id, role, scopes };
  return sessionId === undefined ? claims : { ...claims, sessionId };
}

function assertAllowed(
  issuer: string,
  audience: string,
  { role, scopes, rights }: Claims & { rights: Rights },
): void {
  const allowed = scopesOf(issuer, audience, rights);
  const beyond = scopes.filter((scope) => !allowed.includes(scope));
  if (beyond.length > 0)
    throw new Error(`${issuer} may not ask ${audience} for ${beyond.join()}`);
  if (role !== 'service' && !rights[issuer]?.speaksFor.includes(role))
    throw new Error(`${issuer} may not speak for a ${role}`);
}
