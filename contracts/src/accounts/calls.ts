import { z } from 'zod';
import {
  ChangePassword,
  OpenSessionList,
  RequestPasswordReset,
  ResetPassword,
} from './views';
import type { App } from '../apps';
import { defineCall } from '../call';

/** What every service with accounts offers: passwords and sessions. */
export const accountCalls = <
  const A extends App,
  const R extends 'vendor' | 'customer',
>(
  app: A,
  role: R,
) => ({
  /** Done alike for every address; only a known one gets a mail. */
  requestPasswordReset: defineCall({
    app,
    method: 'POST',
    path: '/passwordResets',
    scope: 'passwords:reset',
    body: RequestPasswordReset,
    answer: z.void(),
  }),
  resetPassword: defineCall({
    app,
    method: 'PUT',
    path: '/passwordResets',
    scope: 'passwords:reset',
    body: ResetPassword,
    answer: z.void(),
    refusals: ['invalid-link', 'weak-password'],
  }),
  /** The session of the caller's token goes on, every other one ends. */
  changePassword: defineCall({
    app,
    method: 'PUT',
    path: '/password',
    scope: 'account:write',
    role,
    body: ChangePassword,
    answer: z.void(),
    refusals: ['wrong-credentials', 'weak-password'],
  }),
  listSessions: defineCall({
    app,
    method: 'GET',
    path: '/sessions',
    scope: 'account:read',
    role,
    answer: OpenSessionList,
  }),
  endSession: defineCall({
    app,
    method: 'DELETE',
    path: '/sessions/{id}',
    repeatable: true,
    scope: 'account:write',
    role,
    answer: z.void(),
    refusals: ['session-not-found'],
  }),
  /** Ends all but the session of the caller's token. */
  endOtherSessions: defineCall({
    app,
    method: 'DELETE',
    path: '/sessions',
    repeatable: true,
    scope: 'account:write',
    role,
    answer: z.void(),
  }),
});
