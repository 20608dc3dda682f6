import { z } from 'zod';
import { Email, Secret } from './fields';

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
