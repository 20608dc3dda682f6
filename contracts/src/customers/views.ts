import { z } from 'zod';
import { NewPassword } from '../accounts/views';
import { Email, Id, Instant, Line, Secret } from '../fields';
import { MailToken } from '../mail/requests';

export const RegisterCustomer = z.strictObject({
  name: Line(120),
  email: Email,
  password: NewPassword,
});
export type RegisterCustomer = z.infer<typeof RegisterCustomer>;

/** The same for every address: the mail says the rest. */
export const Registration = z.object({ email: z.string() });

/** The token of a link in a mail. */
export const UseMailToken = z.strictObject({ token: MailToken });

export const ChangeCustomer = z.strictObject({ name: Line(120) });

/** The password again: whoever found a signed-in browser lacks it. */
export const ChangeEmail = z.strictObject({
  email: Email,
  password: Secret(1, 200),
});

/** The password again, since there is no way back. */
export const EraseCustomer = z.strictObject({ password: Secret(1, 200) });

export const CustomerView = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  createdAt: Instant,
});
export type CustomerView = z.infer<typeof CustomerView>;

/**
 * The customer and session of a token. `validUntil` is when the token expires.
 */
export const TokenOwner = z.object({
  customerId: Id,
  sessionId: Id,
  validUntil: Instant,
});
export type TokenOwner = z.infer<typeof TokenOwner>;

/** A browser's session. It has no tokens; services read it by its id. */
export const SessionOwner = z.object({
  customer: CustomerView,
  sessionId: Id,
  validUntil: Instant,
});
export type SessionOwner = z.infer<typeof SessionOwner>;
