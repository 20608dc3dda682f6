import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** Shorter JSON passes through the sidecar as fast as it is. */
const WORTH_CHARACTERS = 2_048;
/**
 * What a stored text may come to when it is unpacked: far above any document,
 * far below a process's memory.
 */
const MOST_BYTES = 256 * 1024 * 1024;
const Packed = z.strictObject({ $deflated: z.string() });

/**
 * A large value as `{"$deflated": …}`: its JSON by DEFLATE (RFC 1951) in
 * base64, a fifth of its length or less. The sidecar takes JSON apart and puts
 * it together again, which costs more than deflating it here
 * (`npm run bench -- state`).
 */
export function packed(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  if (
    text === undefined ||
    (text.length < WORTH_CHARACTERS && !Packed.safeParse(value).success)
  )
    return value;
  return { $deflated: deflateRawSync(text, { level: 1 }).toString('base64') };
}

/**
 * What `packed` was given; a value it did not pack as it is. @throws when what
 * is packed is damaged.
 */
export function unpacked(stored: unknown): unknown {
  const found = Packed.safeParse(stored);
  if (!found.success) return stored;
  return JSON.parse(
    inflateRawSync(Buffer.from(found.data.$deflated, 'base64'), {
      maxOutputLength: MOST_BYTES,
    }).toString(),
  );
}
