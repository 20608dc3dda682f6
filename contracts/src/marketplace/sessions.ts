import { z } from 'zod';
import { Id, Instant } from '../fields';
import { RegisterVendor, SignIn } from '../vendors/views';

export const OperatorKeySignIn = z.strictObject({
  operatorKey: z.string().min(1).max(200),
});

/**
 * The body of `POST /api/session`: a vendor's credentials or the operator key.
 */
export const BrowserSignIn = z.union([SignIn, OperatorKeySignIn]);

/**
 * The body of `POST /api/session/registration`: the vendor is registered and
 * signed in at once.
 */
export const BrowserRegistration = RegisterVendor;

/**
 * What a page may know of its session; the session itself is in a cookie it
 * cannot read. `csrfToken` goes into the header `x-csrf-token` of every call
 * that changes something.
 */
export const SessionInfo = z.object({
  role: z.enum(['vendor', 'operator']),
  /** Of a vendor's session. */
  vendor: z.object({ id: Id, name: z.string(), email: z.string() }).optional(),
  csrfToken: z.string(),
  expiresAt: Instant,
});
export type SessionInfo = z.infer<typeof SessionInfo>;
