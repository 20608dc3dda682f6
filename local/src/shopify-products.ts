import { createHash } from 'node:crypto';
import { AddProduct } from '@souk/contracts/products';
import type { Row, RowProblem } from './shopify-csv';
import { productImages } from './shopify-images';
import { minorUnits } from './shopify-price';
import { cutAt, oneLine, plainText } from './shopify-text';

/** One product of the marketplace, made of one variant of the file. */
export interface Draft {
  line: number;
  handle: string;
  /** Idempotency key: the variant's identity in the file, whatever else its row says. */
  key: string;
  product: AddProduct;
  /** undefined when the file says nothing of its stock. */
  onHand: number | undefined;
}

export interface Drafts {
  drafts: Draft[];
  /** Rows (or parts of them) that could not be taken. */
  problems: RowProblem[];
  /** What was taken, but not as it stands. */
  warnings: RowProblem[];
  /** Lines of products that are not for sale: drafts, archived and unpublished ones. */
  skipped: number[];
}

/** Makes products of rows. Rows of one handle belong together wherever they stand; the first one with a title describes them. */
export function toDrafts(rows: readonly Row[], currency: string): Drafts {
  const result: Drafts = { drafts: [], problems: [], warnings: [], skipped: [] };
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.handle);
    if (row.handle === '') result.problems.push({ line: row.line, reason: 'the row has no handle' });
    else if (group) group.push(row);
    else groups.set(row.handle, [row]);
  }
  for (const group of groups.values()) addGroup(group, currency, result);
  result.drafts.sort((a, b) => a.line - b.line);
  refuseRepeated(result);
  return result;
}

const isVariant = (row: Row) => row.option1Value !== '' || row.sku !== '' || row.price !== '';

function addGroup(group: Row[], currency: string, { drafts, problems, warnings, skipped }: Drafts): void {
  const first = group[0];
  const head = group.find((row) => row.title !== '');
  const variants = group.filter((row) => row === first || isVariant(row));
  if (!head) {
    problems.push(...variants.map(({ line }) => ({ line, reason: 'the product has no title' })));
    return;
  }
  if (!forSale(head)) {
    skipped.push(...variants.map(({ line }) => line));
    return;
  }
  const shared = sharedBy(group, head, warnings);
  for (const row of variants) {
    const draft = draftOf(row, shared, currency, { problems, warnings });
    if (typeof draft === 'string') problems.push({ line: row.line, reason: draft });
    else drafts.push(draft);
  }
}

const forSale = ({ status, published }: Row): boolean =>
  (status === '' || status.toLowerCase() === 'active') && published.toLowerCase() !== 'false';

interface Shared {
  head: Row;
  group: Row[];
  description: string;
  category: string;
  tags: string;
}

const DESCRIPTION_LIMIT = 20_000;
const TAGS_LIMIT = 500;

function sharedBy(group: Row[], head: Row, warnings: RowProblem[]): Shared {
  const warn = (reason: string) => warnings.push({ line: head.line, reason });
  const full = plainText(head.body);
  const description = cutAt(full, DESCRIPTION_LIMIT);
  if (description !== full) warn(`the description is cut at ${DESCRIPTION_LIMIT} characters`);
  let tags = oneLine(head.tags);
  if (tags.length > TAGS_LIMIT) {
    const lastWhole = tags.slice(0, TAGS_LIMIT + 1).lastIndexOf(',');
    tags = tags.slice(0, Math.max(0, lastWhole));
    warn(`only the first tags are kept (${TAGS_LIMIT} characters)`);
  }
  const type = oneLine(head.type) || oneLine(head.category.split('>').at(-1) ?? '');
  return { head, group, description, category: type || 'Uncategorised', tags };
}

function draftOf(row: Row, shared: Shared, currency: string, said: Pick<Drafts, 'problems' | 'warnings'>): Draft | string {
  const { head, group, description, category, tags } = shared;
  const options = optionsOf(row, head);
  const attributes: Record<string, string> = { ...(tags ? { Tags: tags } : {}), ...Object.fromEntries(options) };
  const values = options.map(([, value]) => value);
  const sku = row.sku.replace(/^'/, ''); // spreadsheets keep digits from becoming numbers with it
  const price = minorUnits(row.price, currency);
  if (typeof price === 'string') return price;
  const onHand = onHandOf(row.quantity);
  if (typeof onHand === 'string') return onHand;
  const { images, left } = productImages(row, group);
  if (left.length > 0) said.warnings.push({ line: row.line, reason: `left out: ${left.join('; ')}` });
  const parsed = AddProduct.safeParse({
    name: [oneLine(head.title), values.join(' / ')].filter(Boolean).join(' – '),
    description,
    category,
    price: { amountMinor: price, currency },
    ...(sku === '' ? {} : { sku }),
    images,
    attributes,
  });
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  if (onHand !== undefined && onHand < 0)
    said.problems.push({ line: row.line, reason: `the stock ${onHand} is below zero and counts as 0` });
  return {
    line: row.line,
    handle: row.handle,
    key: keyOf(row.handle, sku || values),
    product: parsed.data,
    onHand: onHand === undefined ? undefined : Math.max(0, onHand),
  };
}

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
  oneLine(name.replaceAll(/[^\p{L}\p{N} _-]/gu, ' ').replace(/^[ _-]+/, '')) || 'Option';

function onHandOf(quantity: string): number | string | undefined {
  if (quantity === '') return undefined;
  return /^-?\d{1,10}(\.0+)?$/.test(quantity) ? Number(quantity) : `the stock "${quantity}" is not a whole number`;
}

function keyOf(handle: string, identity: string | string[]): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([handle, identity]))
    .digest('base64url');
  return `shopify:${handle.replaceAll(/[^\x21-\x7e]+/g, '_').slice(0, 100)}:${hash}`;
}

// A second row with the identity of a first would overwrite it on every import.
function refuseRepeated(result: Drafts): void {
  const lineOf = new Map<string, number>();
  result.drafts = result.drafts.filter(({ line, key, product: { sku } }) => {
    const identity = sku === undefined ? key : `sku ${sku}`;
    const earlier = lineOf.get(identity);
    lineOf.set(identity, earlier ?? line);
    if (earlier !== undefined) {
      const what = sku === undefined ? 'variant' : `SKU "${sku}"`;
      result.problems.push({ line, reason: `the same ${what} is on line ${earlier} already` });
    }
    return earlier === undefined;
  });
}
