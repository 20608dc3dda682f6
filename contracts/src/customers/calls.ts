import { z } from 'zod';
import {
  RefreshSession,
  SessionView,
  SignIn,
  ValidateToken,
} from '../accounts';
import { defineCall } from '../call';
import { IdempotencyKey } from '../fields';
import {
  CustomerView,
  RegisterCustomer,
  Registration,
  SessionOwner,
  TokenOwner,
  UseMailToken,
} from './views';

const app = 'customers';
const withKey = {
  headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
};

/** Begins an account, which exists once its address is verified. */
export const registerCustomer = defineCall({
  app,
  method: 'POST',
  path: '/registrations',
  scope: 'customers:register',
  ...withKey,
  body: RegisterCustomer,
  answer: Registration,
  status: 201,
  refusals: ['idempotency-key-reused'],
});

/** Uses the link of a mail about an address. */
export const verifyAddress = defineCall({
  app,
  method: 'POST',
  path: '/verifications',
  scope: 'customers:register',
  body: UseMailToken,
  answer: CustomerView,
  refusals: ['invalid-link'],
});

export const readOwnAccount = defineCall({
  app,
  method: 'GET',
  path: '/customers/me',
  scope: 'customers:read',
  role: 'customer',
  answer: CustomerView,
  refusals: ['customer-not-found'],
});

export const openSession = defineCall({
  app,
  method: 'POST',
  path: '/sessions',
  scope: 'sessions:open',
  ...withKey,
  body: SignIn,
  answer: SessionView,
  status: 201,
  refusals: ['wrong-credentials'],
});

/** Opens a session for a browser, without tokens. */
export const openBrowserSession = defineCall({
  app,
  method: 'POST',
  path: '/browserSessions',
  scope: 'sessions:open',
  ...withKey,
  body: SignIn,
  answer: SessionOwner,
  status: 201,
  refusals: ['wrong-credentials'],
});

export const readSession = defineCall({
  app,
  method: 'GET',
  path: '/sessions/{id}',
  scope: 'sessions:read',
  role: 'service',
  answer: SessionOwner,
  refusals: ['session-revoked'],
});

export const refreshSession = defineCall({
  app,
  method: 'POST',
  path: '/sessions/refresh',
  scope: 'sessions:open',
  body: RefreshSession,
  answer: SessionView,
  status: 201,
  refusals: ['invalid-refresh-token'],
});

/** Ends the session of the caller's token. */
export const closeSession = defineCall({
  app,
  method: 'DELETE',
  path: '/sessions/current',
  repeatable: true,
  scope: 'sessions:close',
  role: 'customer',
  answer: z.void(),
});

export const validateToken = defineCall({
  app,
  method: 'POST',
  path: '/validateToken',
  repeatable: true,
  scope: 'tokens:validate',
  body: ValidateToken,
  answer: TokenOwner,
  refusals: ['invalid-token', 'expired-token', 'session-revoked'],
});
