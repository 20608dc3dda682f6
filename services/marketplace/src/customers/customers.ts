import type {
  RefreshSession,
  SessionView,
  SignIn,
  SignInHeaders,
} from '@souk/contracts/accounts/views';
import * as customers from '@souk/contracts/customers/calls';
import type { RegisterCustomer } from '@souk/contracts/customers/views';
import type { Ask } from '@souk/platform/dapr/ask';
import type { z } from 'zod';
import { remapRefusals } from '../http/remap-refusal';

export const registerCustomer = (
  ask: Ask,
  body: RegisterCustomer,
  key?: string,
) =>
  ask(customers.registerCustomer, {
    headers: { 'idempotency-key': key },
    body,
  });

/** @throws AppError `wrong-credentials` (401). */
export const signIn = (
  ask: Ask,
  body: SignIn,
  headers: z.input<typeof SignInHeaders>,
): Promise<SessionView> =>
  ask(customers.openSession, { headers, body }).catch(
    remapRefusals(customers.openSession, 'unauthenticated'),
  );

/** @throws AppError `invalid-refresh-token` (401). */
export const refreshSession = (
  ask: Ask,
  body: z.infer<typeof RefreshSession>,
): Promise<SessionView> =>
  ask(customers.refreshSession, { body }).catch(
    remapRefusals(customers.refreshSession, 'unauthenticated'),
  );
