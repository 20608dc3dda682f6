import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Quote } from '@souk/contracts/orders/quotes';
import { sealing, type SymmetricKeys } from '@souk/platform/auth/sealing';
import type { Secrets } from '@souk/platform/dapr/secrets';
import { AppError } from '@souk/platform/http/errors';

/** What was quoted, of which cart, and until when it holds. */
export interface Quoted extends Omit<Quote, 'quote' | 'notices'> {
  /** The cart and its version; absent for lines that were named. */
  cart?: { id: string; version: number };
  expiresAt: string;
}

export interface QuoteTokens {
  seal(quoted: Quoted): Promise<string>;
  /** @throws AppError `quote-expired`, also for what we have not sealed. */
  open(token: string): Promise<Quoted>;
}

/** A hundred lines with their names take some 20 kB. */
const MAX_LENGTH = 200_000;
const MAX_BYTES = 1_000_000;
const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** The shopper keeps the quote; nobody else can make or change one. */
export function quoteTokens(
  keys: () => Promise<SymmetricKeys>,
  now: () => Date,
): QuoteTokens {
  const sealed = sealing(keys, {
    purpose: 'souk quote',
    maxLength: MAX_LENGTH,
  });
  return {
    seal: async (quoted) =>
      sealed.seal(await deflate(Buffer.from(JSON.stringify(quoted)))),
    async open(token) {
      const bytes = await sealed.open(token);
      if (!bytes) throw expired();
      const text = await inflate(bytes, { maxOutputLength: MAX_BYTES });
      const quoted = JSON.parse(text.toString()) as Quoted;
      if (quoted.expiresAt <= now().toISOString()) throw expired();
      return quoted;
    },
  };
}

const PEM = /-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g;

/**
 * Made of the secret that orders signs with, so that there is no other to be
 * made and rotated: HKDF keeps the two uses apart.
 */
export const quoteKeys =
  (secrets: Secrets) => async (): Promise<SymmetricKeys> => {
    const pems = await secrets.get('orders-signing-key');
    const [first, ...others] = pems.match(PEM) ?? [];
    if (first === undefined) throw new Error('There is no key for quotes');
    return [first, ...others];
  };

const expired = () =>
  new AppError('conflict', 'quote-expired', 'The quote is no longer valid');
