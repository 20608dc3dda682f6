import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@souk/platform/http/errors';
import { z } from 'zod';
import type { SymmetricKeys } from '@souk/platform/auth/sealing';
import type { Position } from './view/query';

const Payload = z.tuple([z.union([z.string(), z.number()]), z.string()]);
const MAC_BYTES = 16;

/**
 * A position as an opaque text, signed together with its list.
 */
export function encodeCursor(
  [key]: SymmetricKeys,
  filter: object,
  position: Position,
): string {
  const payload = Buffer.from(JSON.stringify(position));
  return Buffer.concat([mac(key, filter, payload), payload]).toString(
    'base64url',
  );
}

/**
 * @throws AppError `invalid-cursor` for what none of these keys has signed for
 * this very list.
 */
export function decodeCursor(
  keys: SymmetricKeys,
  filter: object,
  cursor: string,
): Position {
  const bytes = Buffer.from(cursor, 'base64url');
  const payload = bytes.subarray(MAC_BYTES);
  const signature = bytes.subarray(0, MAC_BYTES);
  const signed = keys.some(
    (key) =>
      signature.length === MAC_BYTES &&
      timingSafeEqual(signature, mac(key, filter, payload)),
  );
  if (!signed) {
    throw new AppError(
      'invalid',
      'invalid-cursor',
      'This is not a cursor of this list',
    );
  }
  return Payload.parse(JSON.parse(payload.toString()));
}

function mac(key: string, filter: object, payload: Buffer): Buffer {
  const list = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha256', key)
    .update(JSON.stringify(list))
    .update('\n')
    .update(payload)
    .digest()
    .subarray(0, MAC_BYTES);
}
