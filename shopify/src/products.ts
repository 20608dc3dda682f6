import type { Row, RowProblem } from './csv';
import { draftOf, sharedBy, type Draft } from './variant';

export interface Drafts {
  drafts: Draft[];
  /** Rows (or parts of them) that could not be imported. */
  problems: RowProblem[];
  /** What was imported with changes. */
  warnings: RowProblem[];
  /**
   * Lines of products that are not for sale: drafts, archived and unpublished
   * ones.
   */
  skipped: number[];
}

/**
 * Turns rows into products. Rows of one handle belong together wherever they
 * are; the first one with a title describes the product.
 */
export function toDrafts(rows: readonly Row[], currency: string): Drafts {
  const result: Drafts = {
    drafts: [],
    problems: [],
    warnings: [],
    skipped: [],
  };
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.handle);
    if (row.handle === '')
      result.problems.push({ line: row.line, reason: 'the row has no handle' });
    else if (group) group.push(row);
    else groups.set(row.handle, [row]);
  }
  for (const group of groups.values()) addGroup(group, currency, result);
  result.drafts.sort((a, b) => a.line - b.line);
  refuseRepeated(result);
  return result;
}

const isVariant = (row: Row) =>
  row.option1Value !== '' || row.sku !== '' || row.price !== '';

function addGroup(
  group: Row[],
  currency: string,
  { drafts, problems, warnings, skipped }: Drafts,
): void {
  const warn = (warning: RowProblem) => void warnings.push(warning);
  const first = group[0];
  const head = group.find((row) => row.title !== '');
  const variants = group.filter((row) => row === first || isVariant(row));
  if (!head) {
    problems.push(
      ...variants.map(({ line }) => ({
        line,
        reason: 'the product has no title',
      })),
    );
    return;
  }
  if (!forSale(head)) {
    skipped.push(...variants.map(({ line }) => line));
    return;
  }
  const shared = sharedBy(group, head, currency, warn);
  for (const row of variants) {
    const draft = draftOf(row, shared, warn);
    if (typeof draft === 'string')
      problems.push({ line: row.line, reason: draft });
    else drafts.push(draft);
    if (typeof draft !== 'string' && Number(row.quantity) < 0)
      problems.push({
        line: row.line,
        reason: `the stock ${row.quantity} is below zero and counts as 0`,
      });
  }
}

const forSale = ({ status, published }: Row): boolean =>
  (status === '' || status.toLowerCase() === 'active') &&
  published.toLowerCase() !== 'false';

// A second row with the same identity would overwrite the first on every
// import.
function refuseRepeated(result: Drafts): void {
  const lineOf = new Map<string, number>();
  result.drafts = result.drafts.filter(({ line, key, product: { sku } }) => {
    const identity = sku === undefined ? key : `sku ${sku}`;
    const earlier = lineOf.get(identity);
    lineOf.set(identity, earlier ?? line);
    if (earlier !== undefined) {
      const what = sku === undefined ? 'variant' : `SKU "${sku}"`;
      result.problems.push({
        line,
        reason: `the same ${what} is on line ${earlier} already`,
      });
    }
    return earlier === undefined;
  });
}
