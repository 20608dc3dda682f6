import { fact } from '@souk/contracts/event';
import { mailRequested, sessionRevoked } from '@souk/contracts/vendors/events';
import type { SignIn } from '@souk/contracts/accounts/views';
import type { SessionOwner, TokenOwner } from '@souk/contracts/vendors/views';
import {
  accessTokens,
  type AccessTokens,
} from '@souk/platform/accounts/access-tokens';
import * as browsers from '@souk/platform/accounts/browser-sessions';
import type { CredentialsDeps } from '@souk/platform/accounts/credentials';
import type { SignInOptions } from '@souk/platform/accounts/sessions';
import * as tokens from '@souk/platform/accounts/validate-token';
import type { Secrets } from '@souk/platform/dapr/secrets';
import type { Vendor } from '../vendors/store';
import { type VendorsDeps, vendorView } from '../vendors/vendors';

export interface SessionsDeps extends VendorsDeps, CredentialsDeps<Vendor> {}
export type SessionParts = Omit<
  SessionsDeps,
  'accounts' | 'sessionRevoked' | 'mailRequested'
>;

/** Adds the vendor-specific parts to the platform's sessions. */
export const vendorSessions = (parts: SessionParts): SessionsDeps => ({
  ...parts,
  accounts: parts.vendors,
  sessionRevoked: ({ accountId, id }) =>
    fact(sessionRevoked, { vendorId: accountId, sessionId: id }),
  mailRequested: ({ id, template, accountId, createdAt }) =>
    fact(mailRequested, {
      requestId: id,
      template,
      accountId,
      requestedAt: createdAt.toISOString(),
    }),
});

/** Access tokens of the issuer `vendors`. */
export const vendorTokens = (secrets: Secrets): AccessTokens =>
  accessTokens(secrets, {
    issuer: 'vendors',
    role: 'vendor',
    scopes: ['vendor'],
  });

export async function openBrowserSession(
  deps: SessionsDeps,
  credentials: SignIn,
  key?: string,
  options?: SignInOptions<Vendor>,
): Promise<SessionOwner> {
  return ownerView(
    await browsers.openBrowserSession(deps, credentials, key, options),
  );
}

export async function readSession(
  deps: SessionsDeps,
  id: string,
): Promise<SessionOwner> {
  return ownerView(await browsers.readSession(deps, id));
}

export async function validateToken(
  deps: SessionsDeps,
  token: string,
): Promise<TokenOwner> {
  const owner = await tokens.validateToken(deps, token);
  return {
    vendorId: owner.accountId,
    sessionId: owner.sessionId,
    validUntil: owner.validUntil.toISOString(),
  };
}

const ownerView = ({
  account,
  sessionId,
  validUntil,
}: browsers.SessionOwner<Vendor>): SessionOwner => ({
  vendor: vendorView(account),
  sessionId,
  validUntil: validUntil.toISOString(),
});
