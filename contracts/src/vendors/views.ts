import { z } from 'zod';
import { Email, Id, Instant, Secret } from '../fields';
import { VendorName } from './name';

export const RegisterVendor = z.strictObject({
  name: VendorName,
  email: Email,
  password: Secret(8, 200),
});
export type RegisterVendor = z.infer<typeof RegisterVendor>;

export const SignIn = z.strictObject({
  email: Email,
  password: Secret(1, 200),
});
export type SignIn = z.infer<typeof SignIn>;

export const RefreshSession = z.strictObject({
  refreshToken: z.string().min(1).max(200),
});

export const VendorView = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  createdAt: Instant,
});
export type VendorView = z.infer<typeof VendorView>;

/** What others may see of a vendor. */
export const VendorSummary = z.object({ id: Id, name: z.string() });
export type VendorSummary = z.infer<typeof VendorSummary>;

export const VendorPage = z.object({
  items: z.array(VendorSummary),
  next: Id.nullable(),
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

/**
 * The vendor and session of a token. `validUntil` is when the token expires.
 */
export const TokenOwner = z.object({
  vendorId: Id,
  sessionId: Id,
  validUntil: Instant,
});
export type TokenOwner = z.infer<typeof TokenOwner>;

/** A browser's session. It has no tokens; services read it by its id. */
export const SessionOwner = z.object({
  vendor: VendorView,
  sessionId: Id,
  validUntil: Instant,
});
export type SessionOwner = z.infer<typeof SessionOwner>;
