import { z } from 'zod';
import { isCurrency, wasCurrency } from './currencies';

/** Safe as an actor id and as a path segment. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -');

// Control characters do not belong in a name, and databases refuse some of them
// (NUL). Half of a surrogate pair would be stored as U+FFFD, so that the same
// text given again would count as a change.
const printable = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters');

/** One line of text, trimmed. */
export const Line = (max: number) => printable(1, max);

/**
 * Text of several lines; newlines and tabs are kept, other control characters
 * are refused.
 */
export const Text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(
      /^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u,
      'must not contain control characters',
    );

/** A password or key: any text that can be encoded. */
export const Secret = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^\P{Cs}*$/u, 'must be whole characters');

export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());

export const MAX_AMOUNT_MINOR = 99_999_999_999;
const currency = (accepts: (code: string) => boolean) =>
  z.string().refine(accepts, 'must be an ISO 4217 currency code');

/** Integer minor units (cents for EUR, yen for JPY) of an ISO 4217 currency. */
export const Money = z.object({
  amountMinor: z.int().min(0).max(MAX_AMOUNT_MINOR),
  currency: currency(wasCurrency),
});
export type Money = z.infer<typeof Money>;
/** As a client sends it: a field that we do not know is a mistake. */
export const MoneyInput = z.strictObject({
  ...Money.shape,
  currency: currency(isCurrency),
});

/** A number of units of stock. */
export const Quantity = z.int().min(0).max(1_000_000_000);

/**
 * A value of an enumeration, or one that a later version has added: what
 * travels between services is kept, not refused, when its reader is older.
 */
export const orLater = <T extends z.ZodEnum>(known: T) =>
  known.or(z.string().min(1).max(64));

/** ISO 8601, UTC. */
export const Instant = z.iso.datetime();

/** The query of a list that one service pages through by id at another. */
export const PageById = z.strictObject({
  after: Id.or(z.literal('')).default(''),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

/** An opaque, signed position in a list; copy it from `next`. */
export const Cursor = z.string().min(1).max(1000);

/** Chosen by the caller: the same key means the same request. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters');
