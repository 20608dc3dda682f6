import { z } from 'zod';
import { accountCalls } from '../accounts/calls';
import {
  RefreshSession,
  SessionView,
  SignIn,
  ValidateToken,
  SignInHeaders,
} from '../accounts/views';
import { defineCall } from '../call';
import { IdempotencyKey } from '../fields';
import { mailRequestCall } from '../mail/requests';
import {
  AddAddress,
  AddressList,
  AddressView,
  ChangeAddress,
} from './addresses';
import { CustomerExport } from './export';
import {
  ChangeCustomer,
  ChangeEmail,
  CustomerView,
  EraseCustomer,
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

/** Uses the link of a mail about an address: a new one, or a changed one. */
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

export const changeOwnAccount = defineCall({
  app,
  method: 'PATCH',
  path: '/customers/me',
  scope: 'customers:write',
  role: 'customer',
  body: ChangeCustomer,
  answer: CustomerView,
  refusals: ['customer-not-found'],
});

/** Asks for a mail to the new address, whose link changes it. */
export const changeEmail = defineCall({
  app,
  method: 'PUT',
  path: '/email',
  scope: 'account:write',
  role: 'customer',
  body: ChangeEmail,
  answer: z.void(),
  refusals: ['wrong-credentials'],
});

/** Removes the customer everywhere, and announces it. */
export const eraseOwnAccount = defineCall({
  app,
  method: 'POST',
  path: '/erasures',
  scope: 'account:write',
  role: 'customer',
  body: EraseCustomer,
  answer: z.void(),
  refusals: ['wrong-credentials'],
});

export const exportOwnAccount = defineCall({
  app,
  method: 'GET',
  path: '/export',
  scope: 'account:read',
  role: 'customer',
  answer: CustomerExport,
  refusals: ['customer-not-found'],
});

export const listAddresses = defineCall({
  app,
  method: 'GET',
  path: '/addresses',
  scope: 'addresses:read',
  role: 'customer',
  answer: AddressList,
});

export const addAddress = defineCall({
  app,
  method: 'POST',
  path: '/addresses',
  scope: 'addresses:write',
  role: 'customer',
  ...withKey,
  body: AddAddress,
  answer: AddressView,
  status: 201,
  refusals: [
    'customer-not-found',
    'too-many-addresses',
    'idempotency-key-reused',
  ],
});

export const changeAddress = defineCall({
  app,
  method: 'PATCH',
  path: '/addresses/{id}',
  repeatable: true,
  scope: 'addresses:write',
  role: 'customer',
  body: ChangeAddress,
  answer: AddressView,
  refusals: ['address-not-found'],
});

export const removeAddress = defineCall({
  app,
  method: 'DELETE',
  path: '/addresses/{id}',
  scope: 'addresses:write',
  role: 'customer',
  answer: z.void(),
  refusals: ['address-not-found'],
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

export const {
  requestPasswordReset,
  resetPassword,
  changePassword,
  listSessions,
  endSession,
  endOtherSessions,
} = accountCalls(app, 'customer');

export const readMailRequest = mailRequestCall(app);
