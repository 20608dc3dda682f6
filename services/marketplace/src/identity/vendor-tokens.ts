import { readSession } from '@souk/contracts/vendors/calls';
import type { SessionOwner } from '@souk/contracts/vendors/views';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';
import { remapRefusals } from '../http/remap-refusal';
import { answerCache } from './answer-cache';
import { issuerTokens, VENDORS, type IssuerTokens } from './outside-issuers';

export interface VendorTokens extends IssuerTokens {
  /**
   * The owner of a browser session. @throws AppError `session-revoked` (401)
   * when it has ended or never existed.
   */
  ownerOf(sessionId: string): Promise<SessionOwner & { principal: Principal }>;
}

/** The tokens of vendors, and their browser sessions. */
export function vendorTokens(
  ask: Ask,
  now: () => number = Date.now,
): VendorTokens {
  const tokens = issuerTokens(VENDORS, ask, now);
  const sessionOwner = answerCache((id) => askAboutSession(ask, id), {
    now,
    keyOf: (id) => id,
  });
  return {
    ...tokens,
    async ownerOf(sessionId) {
      const owner = await sessionOwner(sessionId);
      const principal = tokens.principalOf(owner.vendor.id, owner.sessionId);
      return { ...owner, principal };
    },
  };
}

const askAboutSession = (ask: Ask, id: string) =>
  ask(readSession, { params: { id } }).catch(
    remapRefusals(readSession, 'unauthenticated'),
  );
