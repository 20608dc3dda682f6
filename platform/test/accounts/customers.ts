import { defineEvent, fact, type Fact } from '@souk/contracts/event';
import { z } from 'zod';
import {
  accessTokens,
  type AccessTokens,
} from '../../src/accounts/access-tokens';
import type { Account, AccountStore } from '../../src/accounts/account';
import { hashPassword } from '../../src/accounts/passwords';
import type { Session } from '../../src/accounts/session';
import type { AccountsDeps } from '../../src/accounts/sessions';
import type { SessionStore } from '../../src/accounts/store';
import type { Secrets } from '../../src/dapr/secrets';
import { newKeyPem } from '../../src/testing/identity';

/** Accounts of another service, which are not vendors. */
export interface Customer extends Account {
  nickname: string;
}

const customerSessionRevoked = defineEvent(
  'customers.session-revoked.v1',
  z.object({ customerId: z.string(), sessionId: z.string() }),
);

export const revocation = ({ accountId, id }: Session): Fact =>
  fact(customerSessionRevoked, { customerId: accountId, sessionId: id });

export const customerTokens = (secrets: Secrets): AccessTokens =>
  accessTokens(secrets, {
    issuer: 'customers',
    role: 'customer',
    scopes: ['customer'],
  });

export const ann = { email: 'ann@example.org', password: 'correct horse' };

async function annAlone(): Promise<AccountStore<Customer>> {
  const account = {
    id: 'ann',
    email: ann.email,
    nickname: 'Ann',
    passwordHash: await hashPassword(ann.password),
  };
  return {
    find: async (id) => (id === account.id ? account : undefined),
    findByEmail: async (email) =>
      email === account.email ? account : undefined,
  };
}

/** An app where Ann can sign in; its clock moves only when set. */
export async function customers<S extends SessionStore>(sessions: S) {
  let ids = 0;
  const pem = newKeyPem();
  const clock = { now: new Date('2026-01-02T03:04:05.006Z') };
  const deps = {
    accounts: await annAlone(),
    sessions,
    tokens: customerTokens({ get: async () => pem }),
    sessionRevoked: revocation,
    newId: () => `s-${++ids}`,
    now: () => clock.now,
  } satisfies AccountsDeps<Customer>;
  return { deps, clock };
}
