import { z } from 'zod';
import { Id, Instant } from '../fields';
import { SignIn } from '../accounts/views';
import { RegisterVendor } from '../vendors/views';

export const OperatorKeySignIn = z.strictObject({
  operatorKey: z.string().min(1).max(200),
});

export const UserSignIn = SignIn.extend({
  role: z.enum(['vendor', 'customer']).default('vendor'),
});

/**
 * The body of `POST /api/session`: the credentials of a vendor or a customer, or
 * the operator key.
 */
export const BrowserSignIn = z.union([UserSignIn, OperatorKeySignIn]);

/**
 * The body of `POST /api/session/registration`, which registers the vendor and
 * signs in.
 */
export const BrowserRegistration = RegisterVendor;

const Person = z.object({ id: Id, name: z.string(), email: z.string() });

/**
 * What a page knows of its session; the session itself is in a cookie that
 * scripts cannot read. Every call that changes something sends `csrfToken` in
 * the header `x-csrf-token`.
 */
export const SessionInfo = z.object({
  role: z.enum(['vendor', 'customer', 'operator']),
  /** Only in a vendor's session. */
  vendor: Person.optional(),
  /** Only in a customer's session. */
  customer: Person.optional(),
  csrfToken: z.string(),
  expiresAt: Instant,
});
export type SessionInfo = z.infer<typeof SessionInfo>;
