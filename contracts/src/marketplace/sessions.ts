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
 * The body of `POST /api/session/registration`, which registers the vendor and
 * signs in.
 */
export const BrowserRegistration = RegisterVendor;

/**
 * What a page knows of its session; the session itself is in a cookie that
 * scripts cannot read. Every call that changes something sends `csrfToken` in
 * the header `x-csrf-token`.
 */
export const SessionInfo = z.object({
  role: z.enum(['vendor', 'operator']),
  /** Only in a vendor's session. */
  vendor: z.object({ id: Id, name: z.string(), email: z.string() }).optional(),
  csrfToken: z.string(),
  expiresAt: Instant,
});
export type SessionInfo = z.infer<typeof SessionInfo>;
