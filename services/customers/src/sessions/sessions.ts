import { fact } from '@souk/contracts/event';
import {
  mailRequested,
  sessionRevoked,
} from '@souk/contracts/customers/events';
import type { SignIn } from '@souk/contracts/accounts/views';
import type { SessionOwner, TokenOwner } from '@souk/contracts/customers/views';
import {
  accessTokens,
  type AccessTokens,
} from '@souk/platform/accounts/access-tokens';
import * as browsers from '@souk/platform/accounts/browser-sessions';
import type { CredentialsDeps } from '@souk/platform/accounts/credentials';
import type { SignInOptions } from '@souk/platform/accounts/sessions';
import * as tokens from '@souk/platform/accounts/validate-token';
import type { Secrets } from '@souk/platform/dapr/secrets';
import type { Customer } from '../customers/store';
import { type CustomersDeps, customerView } from '../customers/customers';

export interface SessionsDeps
  extends CustomersDeps, CredentialsDeps<Customer> {}
export type SessionParts = Omit<
  SessionsDeps,
  'accounts' | 'sessionRevoked' | 'mailRequested'
>;

/** Adds the customer-specific parts to the platform's sessions. */
export const customerSessions = (parts: SessionParts): SessionsDeps => ({
  ...parts,
  accounts: parts.customers,
  sessionRevoked: ({ accountId, id }) =>
    fact(sessionRevoked, { customerId: accountId, sessionId: id }),
  mailRequested: ({ id, template, accountId, createdAt }) =>
    fact(mailRequested, {
      requestId: id,
      template,
      accountId,
      requestedAt: createdAt.toISOString(),
    }),
});

/** Access tokens of the issuer `customers`. */
export const customerTokens = (secrets: Secrets): AccessTokens =>
  accessTokens(secrets, {
    issuer: 'customers',
    role: 'customer',
    scopes: ['customer'],
  });

export async function openBrowserSession(
  deps: SessionsDeps,
  credentials: SignIn,
  key?: string,
  options?: SignInOptions<Customer>,
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
    customerId: owner.accountId,
    sessionId: owner.sessionId,
    validUntil: owner.validUntil.toISOString(),
  };
}

const ownerView = ({
  account,
  sessionId,
  validUntil,
}: browsers.SessionOwner<Customer>): SessionOwner => ({
  customer: customerView(account),
  sessionId,
  validUntil: validUntil.toISOString(),
});
