import { z } from 'zod';

export const Role = z.enum(['vendor', 'operator', 'shopper', 'service']);
export type Role = z.infer<typeof Role>;

/** Who asks, as a verified token says. `id` is the vendor's id for a vendor. */
export interface Principal {
  id: string;
  role: Role;
  scopes: ReadonlySet<string>;
  /** The session an outside token belongs to. */
  sessionId?: string;
}
