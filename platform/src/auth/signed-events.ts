import { sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { ownerOf } from '@souk/contracts/registry/topics';
import { z } from 'zod';
import { AppError } from '../http/errors';
import type { FindKey, SigningKeys } from './keys';

/** What is signed of an event. */
export interface SignedParts {
  id: string;
  /** The app that publishes it, and owns its topic. */
  source: string;
  type: string;
  data: unknown;
}

type OwnerOf = (topic: string) => string | undefined;

export type SignEvent = (event: SignedParts) => Promise<string>;

/**
 * Resolves when the event's own publisher signed it.
 * @throws AppError `invalid-token` (invalid) when not; `dependency-unavailable`
 * when its keys cannot be fetched.
 */
export type VerifyEvent = (event: {
  id: string;
  type: string;
  data?: unknown;
  source?: unknown;
  signature?: unknown;
}) => Promise<void>;

const HEADER = z.object({
  alg: z.literal('ES256'),
  b64: z.literal(false),
  kid: z.string(),
});
const HASH = 'sha256';
const ENCODING = { dsaEncoding: 'ieee-p1363' } as const;
// In the thread pool, because a relay signs thousands in a second.
const signing = promisify(sign);
const verifying = promisify(verify);

/**
 * Signs with a JWS whose payload is detached and not encoded (RFC 7515, appendix
 * F; RFC 7797): `<header>..<signature>`.
 * @throws Error when its source does not own the topic, which is our bug.
 */
export function eventSigner(
  keys: () => Promise<SigningKeys>,
  owner: OwnerOf = ownerOf,
): SignEvent {
  return async (event) => {
    const { source, type } = event;
    if (owner(type) !== source)
      throw new Error(`${source} may not publish ${type}`);
    const { current } = await keys();
    const header = encoded({
      alg: 'ES256',
      b64: false,
      crit: ['b64'],
      kid: current.kid,
    });
    const input = signingInput(header, event);
    const key = { key: current.privateKey, ...ENCODING };
    const signature = await signing(HASH, input, key);
    return `${header}..${signature.toString('base64url')}`;
  };
}

export interface EventVerifierOptions {
  /** The public keys of an app. */
  keysOf: (app: string) => FindKey;
  /** Until then an event without a signature is accepted. */
  unsignedUntil?: Date | undefined;
  /** As in the contracts; the topics of a test have owners of their own. */
  owner?: OwnerOf;
}

/** Accepts an event only from the app that the table gives its topic to. */
export function eventVerifier({
  keysOf,
  unsignedUntil,
  owner: ownerOfTopic = ownerOf,
}: EventVerifierOptions): VerifyEvent {
  return async ({ id, type, data, source, signature }) => {
    const lenient = unsignedUntil !== undefined && new Date() < unsignedUntil;
    if (signature === undefined && lenient) return;
    const owner = ownerOfTopic(type);
    if (owner === undefined) throw unproven();
    const [header = '', payload, mac = ''] = String(signature).split('.');
    const parsed = HEADER.safeParse(decoded(header));
    if (source !== owner || payload !== '' || !parsed.success) throw unproven();
    const key = await keysOf(owner)(parsed.data.kid);
    const input = signingInput(header, { id, source: owner, type, data });
    const proven =
      key !== undefined &&
      (await verifying(
        HASH,
        input,
        { key, ...ENCODING },
        Buffer.from(mac, 'base64url'),
      ));
    if (!proven) throw unproven();
  };
}

const unproven = () =>
  new AppError(
    'invalid',
    'invalid-token',
    'The event is not signed by the owner of its topic',
  );

const encoded = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function signingInput(
  header: string,
  { id, source, type, data }: SignedParts,
): Buffer {
  return Buffer.from(`${header}.${canonical([id, source, type, data])}`);
}

/**
 * The sidecar parses and rewrites an event: members come in another order, and
 * half a surrogate pair as U+FFFD.
 */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string')
      return part.replace(/\p{Surrogate}/gu, '\ufffd');
    if (part === null || typeof part !== 'object' || Array.isArray(part))
      return part;
    return Object.fromEntries(
      Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
