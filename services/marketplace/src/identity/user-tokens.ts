import type { SignIn, SignInHeaders } from '@souk/contracts/accounts/views';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';
import type { z } from 'zod';
import { answerCache } from './answer-cache';
import {
  issuerTokens,
  type BrowserSession,
  type IssuerTokens,
  type OutsideIssuer,
} from './outside-issuers';

/** The tokens and browser sessions of one issuer's users. */
export interface UserTokens extends IssuerTokens {
  role: OutsideIssuer['role'];
  /** Signs a browser in. @throws AppError `wrong-credentials` (401). */
  begin(
    credentials: SignIn,
    origin: z.input<typeof SignInHeaders>,
  ): Promise<BrowserSession>;
  /**
   * The owner of a browser session. @throws AppError `session-revoked` (401)
   * when it has ended or never existed.
   */
  ownerOf(
    sessionId: string,
  ): Promise<BrowserSession & { principal: Principal }>;
  /**
   * Ends the session of the user: here at once, on other replicas by the event.
   */
  end(user: Principal): Promise<void>;
}

export function userTokens(
  issuer: OutsideIssuer,
  ask: Ask,
  now: () => number = Date.now,
): UserTokens {
  const tokens = issuerTokens(issuer, ask, now);
  const sessionOwner = answerCache((id) => issuer.readSession(ask, id), {
    now,
    keyOf: (id) => id,
  });
  return {
    ...tokens,
    role: issuer.role,
    begin: (credentials, origin) =>
      issuer.openSession(ask, credentials, origin),
    async ownerOf(sessionId) {
      const owner = await sessionOwner(sessionId);
      const principal = tokens.principalOf(owner.account.id, owner.sessionId);
      return { ...owner, principal };
    },
    async end(user) {
      await issuer.closeSession(ask, user);
      if (user.sessionId !== undefined) tokens.revoke(user.sessionId);
    },
  };
}
