import { MAX_AMOUNT_MINOR } from '@souk/contracts/fields';
import type { MakeQuote, Quote } from '@souk/contracts/orders/quotes';
import { AppError } from '@souk/platform/http/errors';
import type { CartStore } from '../carts/store';
import type { Live } from '../live/figures';
import { sumsOf } from '../rules/quote';
import {
  deliveryNotices,
  isOrderable,
  itemsOf,
  offeredOf,
  type Offered,
  type Wanted,
} from '../rules/wanted';
import type { ShippingDeps } from '../shipping/shipping';
import { ratesAt, type TaxesDeps } from '../taxes/taxes';
import type { Quoted, QuoteTokens } from './token';

export interface QuotesDeps extends ShippingDeps, TaxesDeps {
  carts: Pick<CartStore, 'find'>;
  live: Live;
  tokens: QuoteTokens;
  now: () => Date;
}

const VALID_MS = 15 * 60_000;

/**
 * What the lines cost, delivered and taxed there, at the prices and with the
 * stock of now. @throws AppError `cart-empty`, `product-not-found`,
 * `several-currencies`, `amount-too-large`, `dependency-unavailable`: a quote is
 * never guessed.
 */
export async function makeQuote(
  deps: QuotesDeps,
  asked: MakeQuote,
): Promise<Quote> {
  const { live, now, pricesIncludeTax } = deps;
  const { shipTo, shipping: chosen = {} } = asked;
  const { lines, cart } = await wantedBy(deps, asked);
  const ids = lines.map(({ productId }) => productId);
  const [offers, available, rates] = await Promise.all([
    live.offers(ids),
    live.available(ids),
    ratesAt(deps, shipTo),
  ]);
  if (!cart) refuseUnknown(lines, offers);
  const all = offeredOf(lines, { offers, available });
  const { currency, offered } = inOneCurrency(all.offered, asked.currency);
  const items = itemsOf(offered, rates, now().toISOString().slice(0, 10));
  const vendorIds = [...new Set(items.map(({ vendorId }) => vendorId))];
  const methods = await deps.shipping.ofAll(vendorIds);
  const { country } = shipTo;
  const terms = { currency, country, pricesIncludeTax, methods, chosen };
  const sums = sumsOf(items, terms);
  if (sums.totalMinor > MAX_AMOUNT_MINOR) throw tooLarge();
  const notices = [
    ...all.notices.filter(({ productId }) =>
      concerns(productId, offered, offers),
    ),
    ...deliveryNotices(sums, chosen),
  ];
  const expiresAt = new Date(now().getTime() + VALID_MS).toISOString();
  const view = { currency, shipTo, pricesIncludeTax, ...sums };
  if (!isOrderable(notices))
    return { ...view, notices, quote: null, expiresAt: null };
  const quoted: Quoted = { ...view, expiresAt, ...(cart ? { cart } : {}) };
  const quote = await deps.tokens.seal(quoted);
  return { ...view, notices, quote, expiresAt };
}

/** The notices of another currency's part belong to its own quote. */
const concerns = (
  productId: string | undefined,
  offered: readonly Offered[],
  offers: ReadonlyMap<string, { status: string }>,
): boolean =>
  productId === undefined ||
  offers.get(productId)?.status !== 'active' ||
  offered.some(({ offer }) => offer.id === productId);

async function wantedBy(
  { carts }: QuotesDeps,
  { lines, cartId }: MakeQuote,
): Promise<{ lines: Wanted[]; cart?: Quoted['cart'] & object }> {
  if (lines) return { lines };
  const cart = cartId === undefined ? undefined : await carts.find(cartId);
  if (!cart || cart.lines.length === 0)
    throw new AppError(
      'conflict',
      'cart-empty',
      'There is nothing in the cart',
    );
  return { lines: cart.lines, cart: { id: cart.id, version: cart.version } };
}

function refuseUnknown(
  lines: readonly Wanted[],
  offers: ReadonlyMap<string, unknown>,
): void {
  const unknown = lines.find(({ productId }) => !offers.has(productId));
  if (unknown)
    throw new AppError(
      'not-found',
      'product-not-found',
      `There is no product ${unknown.productId}`,
    );
}

/** Each currency is paid by itself, so it is quoted by itself. */
function inOneCurrency(
  all: Offered[],
  asked: string | undefined,
): { currency: string; offered: Offered[] } {
  const currencies = [
    ...new Set(all.map(({ offer }) => offer.price.currency)),
  ].sort();
  const [first] = currencies;
  if (asked === undefined && currencies.length > 1)
    throw new AppError(
      'conflict',
      'several-currencies',
      'The lines have prices in several currencies: say which to quote',
      { members: { currencies: currencies.join(' ') } },
    );
  const currency = asked ?? first;
  const offered = all.filter(({ offer }) => offer.price.currency === currency);
  if (currency === undefined || offered.length === 0)
    throw new AppError(
      'conflict',
      'cart-empty',
      'Nothing of it can be bought in this currency',
    );
  return { currency, offered };
}

const tooLarge = () =>
  new AppError(
    'conflict',
    'amount-too-large',
    `An order costs at most ${MAX_AMOUNT_MINOR} minor units`,
  );
