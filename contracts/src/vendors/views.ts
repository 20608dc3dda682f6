import { z } from 'zod';
import { NewPassword } from '../accounts/views';
import { Email, Id, Instant } from '../fields';
import { VendorName } from './name';

export const RegisterVendor = z.strictObject({
  name: VendorName,
  email: Email,
  password: NewPassword,
});
export type RegisterVendor = z.infer<typeof RegisterVendor>;

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
