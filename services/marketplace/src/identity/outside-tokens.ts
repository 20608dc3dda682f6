import type { OwnKeys } from './keys';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { tokenVerifier } from '@souk/platform/auth/tokens';
import { AppError } from '@souk/platform/http/errors';
import { z } from 'zod';
import type { VendorTokens } from './vendor-tokens';
import { OPERATIONS } from './operators';

const MAX_TOKEN_LENGTH = 4000;
const Header = z.object({ alg: z.literal('ES256'), kid: z.string() });
const Issuer = z.object({ iss: z.string() });

/**
 * Verifies tokens from outside: an operator's token itself, a vendor's by
 * asking `vendors`. A malformed token is refused here, without a call.
 */
export function outsideTokens(
  keys: Pick<OwnKeys, 'signing'>,
  vendorTokens: VendorTokens,
): VerifyToken {
  const operator = tokenVerifier({
    ...OPERATIONS,
    findKey: async (kid) => (await keys.signing()).find(kid),
  });
  return async (token) =>
    issuerOf(token) === OPERATIONS.issuer
      ? operator(token)
      : vendorTokens.verify(token);
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
    throw new AppError(
      'unauthenticated',
      'invalid-token',
      'The token is not valid',
    );
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
