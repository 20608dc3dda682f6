import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** Shorter JSON passes through the sidecar just as fast uncompressed. */
const MIN_CHARACTERS = 2_048;
/**
 * Limit for an inflated value: far above any document, far below a process's
 * memory.
 */
const MAX_INFLATED_BYTES = 256 * 1024 * 1024;
const Deflated = z.strictObject({ $deflated: z.string() });

/**
 * Compresses a large value to `{"$deflated": …}`: its JSON by DEFLATE (RFC
 * 1951) in base64, a fifth of its length or less. The sidecar parses and
 * re-encodes JSON, which costs more than compressing it here
 * (`npm run bench -- state`).
 */
export function deflated(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  if (
    text === undefined ||
    (text.length < MIN_CHARACTERS && !Deflated.safeParse(value).success)
  )
    return value;
  return { $deflated: deflateRawSync(text, { level: 1 }).toString('base64') };
}

/**
 * Reverses `deflated`; returns an uncompressed value as it is.
 * @throws Error when the compressed text is damaged.
 */
export function inflated(stored: unknown): unknown {
  const found = Deflated.safeParse(stored);
  if (!found.success) return stored;
  return JSON.parse(
    inflateRawSync(Buffer.from(found.data.$deflated, 'base64'), {
      maxOutputLength: MAX_INFLATED_BYTES,
    }).toString(),
  );
}
