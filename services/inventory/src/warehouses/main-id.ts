import { createHash } from 'node:crypto';

const ID_LENGTH = 64;

/**
 * Derives the id of a vendor's first warehouse, so that creating it is
 * idempotent.
 */
export function mainWarehouseId(vendorId: string): string {
  const id = `main-${vendorId}`;
  return id.length <= ID_LENGTH
    ? id
    : `main-${createHash('sha256').update(vendorId).digest('base64url')}`;
}
