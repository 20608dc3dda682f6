import { z } from 'zod';
import { defineCall } from '../call';
import { DigestQuery, RangeDigest } from '../digest';
import { IdempotencyKey, PageById } from '../fields';
import { mailRequestCall } from '../mail/requests';
import { accountCalls } from '../accounts/calls';
import {
  RefreshSession,
  SessionView,
  SignIn,
  ValidateToken,
  SignInHeaders,
} from '../accounts/views';
import {
  RegisterVendor,
  SessionOwner,
  TokenOwner,
  VendorPage,
  VendorSummary,
  VendorView,
} from './views';

const app = 'vendors';
const withKey = {
  headers: z.object({ 'idempotency-key': IdempotencyKey.optional() }),
};

export const registerVendor = defineCall({
  app,
  method: 'POST',
  path: '/registerVendor',
  scope: 'vendors:register',
  ...withKey,
  body: RegisterVendor,
  answer: VendorView,
  status: 201,
  refusals: ['email-taken', 'idempotency-key-reused'],
});

export const readOwnAccount = defineCall({
  app,
  method: 'GET',
  path: '/vendors/me',
  scope: 'vendors:read',
  role: 'vendor',
  answer: VendorView,
});

export const readVendor = defineCall({
  app,
  method: 'GET',
  path: '/vendors/{id}',
  scope: 'vendors:list',
  answer: VendorSummary,
  refusals: ['vendor-not-found'],
});

export const listVendors = defineCall({
  app,
  method: 'GET',
  path: '/vendors',
  scope: 'vendors:list',
  query: PageById,
  answer: VendorPage,
});

export const openSession = defineCall({
  app,
  method: 'POST',
  path: '/sessions',
  scope: 'sessions:open',
  headers: SignInHeaders,
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
  headers: SignInHeaders,
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
  role: 'vendor',
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

/** The state of a vendor is its name. */
export const digestVendors = defineCall({
  app,
  method: 'GET',
  path: '/digests/vendors',
  scope: 'vendors:list',
  query: DigestQuery,
  answer: RangeDigest,
});

export const readMailRequest = mailRequestCall(app);

export const {
  requestPasswordReset,
  resetPassword,
  changePassword,
  listSessions,
  endSession,
  endOtherSessions,
} = accountCalls(app, 'vendor');
