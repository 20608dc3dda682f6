import { z } from 'zod';
import { Email, Id, IdempotencyKey, Instant, Secret } from '../fields';
import { MailToken } from '../mail/requests';

/** What vendors and customers have in common: their accounts and sessions. */
export const SignIn = z.strictObject({
  email: Email,
  password: Secret(1, 200),
});
export type SignIn = z.infer<typeof SignIn>;

/** A password as somebody chooses it. */
export const NewPassword = Secret(8, 200);

export const RefreshSession = z.strictObject({
  refreshToken: z.string().min(1).max(200),
});

/**
 * `accessToken` is a short-lived JWT. `refreshToken` is opaque and single-use;
 * each use returns its successor.
 */
export const SessionView = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.int(),
  refreshToken: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;

export const ValidateToken = z.strictObject({
  token: z.string().min(1).max(4000),
});

/** Where a sign-in comes from, as the edge saw it. */
export const SignInOrigin = z.object({
  /** The client's address; an IPv6 one as its /64 network. */
  client: z.string(),
  /** The browser and system. */
  name: z.string(),
  /** What the browser keeps to be known again. */
  id: z.string().optional(),
});
export type SignInOrigin = z.infer<typeof SignInOrigin>;

const HeaderText = z.string().regex(/^[\x20-\x7e]{1,100}$/);

/** The headers in which it travels. An earlier marketplace sends none. */
export const SignInHeaders = z.object({
  'idempotency-key': IdempotencyKey.optional(),
  'client-address': HeaderText.default('unknown'),
  'device-name': HeaderText.default('unknown'),
  'device-id': HeaderText.optional(),
});

export const originOf = (
  headers: z.output<typeof SignInHeaders>,
): SignInOrigin => {
  const id = headers['device-id'];
  return {
    client: headers['client-address'],
    name: headers['device-name'],
    ...(id === undefined ? {} : { id }),
  };
};

export const RequestPasswordReset = z.strictObject({ email: Email });

export const ResetPassword = z.strictObject({
  token: MailToken,
  password: NewPassword,
});

/** The current password again: whoever found a signed-in browser lacks it. */
export const ChangePassword = z.strictObject({
  password: Secret(1, 200),
  newPassword: NewPassword,
});

/** A sign-in that has not ended. */
const OpenSession = z.object({
  id: Id,
  /** The browser and system that signed in; null when not known. */
  device: z.string().nullable(),
  createdAt: Instant,
  expiresAt: Instant,
  /** The one that asks. */
  current: z.boolean(),
});
export const OpenSessionList = z.object({ items: z.array(OpenSession) });
export type OpenSessionList = z.infer<typeof OpenSessionList>;
