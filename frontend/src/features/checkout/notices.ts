import type { Quote } from './queries';

/** What stands against the quote, each in a sentence, once. */
export function sentencesOf(quote: Quote): string[] {
  return [...new Set(quote.notices.flatMap((one) => sentence(quote, one)))];
}

/** A notice that these pages do not know is left out. */
function sentence(
  { parts }: Quote,
  { kind, vendorId, productId }: Quote['notices'][number],
): string[] {
  const part = parts.find(({ vendor }) => vendor.id === vendorId);
  const vendor = part?.vendor.name ?? 'This maker';
  const product =
    part?.lines.find((line) => line.productId === productId)?.name ??
    'A product in your cart';
  if (kind === 'sold-out') return [`${product} is sold out.`];
  if (kind === 'archived') return [`${product} is no longer for sale.`];
  if (kind === 'only-n-left')
    return [`There are fewer of ${product} than you want.`];
  if (kind === 'no-delivery')
    return [`${vendor} does not deliver to this address.`];
  if (kind === 'method-changed')
    return [`${vendor} no longer offers the delivery you chose.`];
  return [];
}
