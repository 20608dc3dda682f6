import { timingSafeEqual } from 'node:crypto';
import type { OperatorSession } from '@souk/contracts/marketplace/operators';
import type { Principal } from '@souk/platform/auth/principal';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import { AppError } from '@souk/platform/http/errors';
import type { z } from 'zod';
import { digest, type OwnKeys } from './keys';

/**
 * The marketplace issues operators' tokens itself, for an audience that no
 * internal service accepts.
 */
export const OPERATIONS = {
  issuer: 'marketplace',
  audience: 'souk-operations',
};

const OPERATOR_SCOPES = [
  'stock:read',
  'stock:write',
  'stock:history',
  'operations:read',
  'operations:write',
];
const TTL_SECONDS = 15 * 60;

/** @throws AppError `wrong-credentials` (401). */
export async function checkOperatorKey(
  keys: OwnKeys,
  key: string,
): Promise<void> {
  // Digests have equal length, so the comparison reveals nothing about the key.
  const given = digest(key);
  const known = await keys.operatorDigests();
  if (!known.some((one) => timingSafeEqual(given, one))) {
    throw new AppError(
      'unauthenticated',
      'wrong-credentials',
      'The operator key is not right',
    );
  }
}

/** @throws AppError `wrong-credentials` (401). */
export async function signInOperator(
  keys: OwnKeys,
  key: string,
): Promise<z.infer<typeof OperatorSession>> {
  await checkOperatorKey(keys, key);
  const { current } = await keys.signing();
  const mint = tokenIssuer(OPERATIONS.issuer, current);
  const claims = {
    subject: 'operator',
    role: 'operator' as const,
    scopes: OPERATOR_SCOPES,
  };
  return {
    accessToken: mint(claims, {
      audience: OPERATIONS.audience,
      ttlSeconds: TTL_SECONDS,
    }),
    expiresInSeconds: TTL_SECONDS,
  };
}

export const operatorPrincipal = (sessionId: string): Principal => ({
  id: 'operator',
  role: 'operator',
  scopes: new Set(['session', ...OPERATOR_SCOPES]),
  sessionId,
});
