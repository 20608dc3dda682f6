import { z } from 'zod';
import { Email, Id, Instant, Line } from '../fields';

export const RegisterVendor = z.strictObject({
  name: Line(120),
  email: Email,
  password: z.string().min(8).max(200),
});
export type RegisterVendor = z.infer<typeof RegisterVendor>;

export const SignIn = z.strictObject({
  email: Email,
  password: z.string().min(1).max(200),
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

/** What others may know of a vendor. */
export const VendorSummary = z.object({ id: Id, name: z.string() });
export type VendorSummary = z.infer<typeof VendorSummary>;

export const VendorPage = z.object({
  items: z.array(VendorSummary),
  next: Id.nullable(),
});

/**
 * `accessToken` is a JWT of some minutes; `refreshToken` is opaque, used once
 * and answered with its successor.
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
 * Who a vendor's token speaks for. `validUntil` is when the token itself ends.
 */
export const TokenOwner = z.object({
  vendorId: Id,
  sessionId: Id,
  validUntil: Instant,
});
export type TokenOwner = z.infer<typeof TokenOwner>;

/**
 * A browser's session, for which no token is issued: whoever may open it may
 * ask about it by its id.
 */
export const SessionOwner = z.object({
  vendor: VendorView,
  sessionId: Id,
  validUntil: Instant,
});
export type SessionOwner = z.infer<typeof SessionOwner>;
