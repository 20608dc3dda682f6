import { sha256 } from '@noble/hashes/sha2';
import { AddProduct } from '@souk/contracts/products/views';
import type { Row, RowProblem } from './csv';
import { imagesFor, imagesOf } from './images';
import { minorUnits } from './price';
import { cutAt, oneLine, plainText } from './text';

/** One product of the marketplace, from one variant of the file. */
export interface Draft {
  line: number;
  handle: string;
  /**
   * Idempotency key: the variant's identity in the file, independent of its
   * other columns.
   */
  key: string;
  product: AddProduct;
  /** undefined when the file does not state its stock. */
  onHand: number | undefined;
}

/** What all variants of a product have in common. */
export interface Shared {
  currency: string;
  head: Row;
  images: string[];
  description: string;
  category: string;
  tags: string;
}

const DESCRIPTION_LIMIT = 20_000;
const TAGS_LIMIT = 500;

export function sharedBy(
  group: Row[],
  head: Row,
  currency: string,
  warn: (warning: RowProblem) => void,
): Shared {
  const full = plainText(head.body);
  const description = cutAt(full, DESCRIPTION_LIMIT);
  if (description !== full)
    warn({
      line: head.line,
      reason: `the description is cut at ${DESCRIPTION_LIMIT} characters`,
    });
  let tags = oneLine(head.tags);
  if (tags.length > TAGS_LIMIT) {
    const lastWhole = tags.slice(0, TAGS_LIMIT + 1).lastIndexOf(',');
    tags = tags.slice(0, Math.max(0, lastWhole));
    warn({
      line: head.line,
      reason: `only the first tags are kept (${TAGS_LIMIT} characters)`,
    });
  }
  const { images, rejected } = imagesOf(group);
  rejected.forEach(warn);
  const type =
    oneLine(head.type) || oneLine(head.category.split('>').at(-1) ?? '');
  return {
    currency,
    head,
    images,
    description,
    category: type || 'Uncategorised',
    tags,
  };
}

/** @returns the reason as a string when this row cannot be a product */
export function draftOf(
  row: Row,
  shared: Shared,
  warn: (warning: RowProblem) => void,
): Draft | string {
  const { currency, head, description, category, tags } = shared;
  const options = optionsOf(row, head);
  const attributes: Record<string, string> = {
    ...(tags ? { Tags: tags } : {}),
    ...Object.fromEntries(options),
  };
  const values = options.map(([, value]) => value);
  const sku = row.sku.replace(/^'/, ''); // a spreadsheet's mark for digits that are text
  const price = minorUnits(row.price, currency);
  if (typeof price === 'string') return price;
  const onHand = onHandOf(row.quantity);
  if (typeof onHand === 'string') return onHand;
  const { images, rejected } = imagesFor(row, shared.images);
  rejected.forEach(warn);
  const parsed = AddProduct.safeParse({
    name: [oneLine(head.title), values.join(' / ')].filter(Boolean).join(' – '),
    description,
    category,
    price: { amountMinor: price, currency },
    ...(sku === '' ? {} : { sku }),
    ...weightOf(row.grams),
    images,
    attributes,
  });
  if (!parsed.success)
    return parsed.error.issues
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ');
  return {
    line: row.line,
    handle: row.handle,
    key: keyOf(row.handle, sku || values),
    product: parsed.data,
    onHand: onHand === undefined ? undefined : Math.max(0, onHand),
  };
}

/** Shopify writes 0 for a weight nobody has entered. */
const weightOf = (grams: string): { weightGrams?: number } => {
  const weightGrams = Math.round(Number(grams));
  return weightGrams > 0 && weightGrams <= 1_000_000 ? { weightGrams } : {};
};

function optionsOf(row: Row, head: Row): [name: string, value: string][] {
  const pairs: [string, string][] = [
    [row.option1Name || head.option1Name || 'Option 1', row.option1Value],
    [row.option2Name || head.option2Name || 'Option 2', row.option2Value],
    [row.option3Name || head.option3Name || 'Option 3', row.option3Value],
  ];
  return pairs
    .filter(([, value]) => value !== '' && value !== 'Default Title')
    .map(([name, value]) => [attributeName(name), oneLine(value)]);
}

/** A name an attribute may have: "Size (EU)" becomes "Size EU". */
const attributeName = (name: string): string =>
  oneLine(name.replaceAll(/[^\p{L}\p{N} _-]/gu, ' ').replace(/^[ _-]+/, '')) ||
  'Option';

function onHandOf(quantity: string): number | string | undefined {
  if (quantity === '') return undefined;
  return /^-?\d{1,10}(\.0+)?$/.test(quantity)
    ? Number(quantity)
    : `the stock "${quantity}" is not a whole number`;
}

function keyOf(handle: string, identity: string | string[]): string {
  const hash = base64url(sha256(JSON.stringify([handle, identity])));
  return `shopify:${handle.replaceAll(/[^\x21-\x7e]+/g, '_').slice(0, 100)}:${hash}`;
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
