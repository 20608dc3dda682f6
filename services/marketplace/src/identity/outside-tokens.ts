import type { OwnKeys } from './keys';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { invalidToken, tokenVerifier } from '@souk/platform/auth/tokens';
import { z } from 'zod';
import type { IssuerTokens } from './outside-issuers';
import { OPERATIONS } from './operators';

const MAX_TOKEN_LENGTH = 4000;
const Header = z.object({ alg: z.literal('ES256'), kid: z.string() });
const Issuer = z.object({ iss: z.string() });

/**
 * Verifies tokens from outside: an operator's token itself, a user's by asking
 * its issuer. A malformed token, or one of nobody here, is refused without a
 * call.
 */
export function outsideTokens(
  keys: Pick<OwnKeys, 'signing'>,
  issuers: readonly IssuerTokens[],
): VerifyToken {
  const operator = tokenVerifier({
    ...OPERATIONS,
    findKey: async (kid) => (await keys.signing()).find(kid),
  });
  return async (token) => {
    const issuer = issuerOf(token);
    if (issuer === OPERATIONS.issuer) return operator(token);
    const known = issuers.find((one) => one.issuer === issuer);
    if (!known) throw invalidToken();
    return known.verify(token);
  };
}

// Not verified yet: it only selects the verifier.
function issuerOf(token: string): string {
  const [header, payload, signature, ...rest] =
    token.length > MAX_TOKEN_LENGTH ? [] : token.split('.');
  const issuer = Issuer.safeParse(partOf(payload));
  if (
    !issuer.success ||
    !Header.safeParse(partOf(header)).success ||
    !signature ||
    rest.length > 0
  ) {
    throw invalidToken();
  }
  return issuer.data.iss;
}

function partOf(part = ''): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
