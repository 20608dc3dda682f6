import { createHash } from 'node:crypto';
import { AppError } from './errors';

/**
 * The id of what a request with this idempotency key creates, so that the
 * request repeated finds it: a UUID of version 8 (RFC 9562) from a hash. The
 * scope says whose key it is and for what.
 */
export function idOfKey(scope: string[], key: string): string {
  const name = JSON.stringify([...scope, key]);
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x80;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  return bytes
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The refusal of another request with the same key. */
export const keyReused = (): AppError =>
  new AppError(
    'invalid',
    'idempotency-key-reused',
    'This Idempotency-Key was already used for another request',
  );
