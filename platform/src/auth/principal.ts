import { z } from 'zod';

export const Role = z.enum(['vendor', 'operator', 'customer', 'service']);
export type Role = z.infer<typeof Role>;

/** The caller, from a verified token. For a vendor, `id` is the vendor's id. */
export interface Principal {
  id: string;
  role: Role;
  scopes: ReadonlySet<string>;
  /** The session of the caller's token. */
  sessionId?: string;
}
