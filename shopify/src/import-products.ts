import { ZodError } from 'zod';
import { upsertProduct, type Outcome } from './upsert-product';
import { BadFile, readRows, type RowProblem } from './csv';
import { toDrafts, type Drafts } from './products';
import type { Draft } from './variant';
import { Refused, Unreachable, type VendorApi } from './vendor-api';

/** The content of a file, read but not yet imported. */
export interface ReadFile extends Drafts {
  /** How many rows could not become a product. */
  unreadable: number;
}

export interface ImportOptions {
  concurrency?: number;
  onProgress?: (done: number, total: number) => void;
  /**
   * On abort, products in progress are finished and the rest is not started.
   */
  signal?: AbortSignal;
}

export interface ImportSummary extends Record<Outcome, number> {
  /** Products that the file does not offer for sale. */
  skipped: number;
  /** Products that could not be imported. */
  failed: number;
  /** By line; when empty, the marketplace matches the file. */
  problems: RowProblem[];
  warnings: RowProblem[];
}

/**
 * @param currency ISO 4217; the file does not name the currency of its prices
 * @throws BadFile when it is not a Shopify export or is empty
 */
export function readExport(bytes: Uint8Array, currency: string): ReadFile {
  const read = readRows(bytes);
  if (read.rows.length + read.problems.length === 0)
    throw new BadFile('The file holds no products');
  const { drafts, problems, warnings, skipped } = toDrafts(read.rows, currency);
  const all = [...problems, ...read.problems].sort(byLine);
  const taken = new Set(drafts.map(({ line }) => line));
  return {
    drafts,
    problems: all,
    warnings: warnings.sort(byLine),
    skipped,
    unreadable: all.filter(({ line }) => !taken.has(line)).length,
  };
}

const byLine = (a: RowProblem, b: RowProblem) => a.line - b.line;

/**
 * Imports what was read: one product per variant, stock into the vendor's first
 * warehouse. Running it again changes only what differs. A bad row is reported
 * and does not stop the rest.
 * @throws Unreachable or Refused when the vendor's warehouses cannot be read
 */
export async function importProducts(
  api: VendorApi,
  file: ReadFile,
  options: ImportOptions = {},
): Promise<ImportSummary> {
  const { concurrency = 4, onProgress = () => undefined, signal } = options;
  const { drafts, warnings, skipped, unreadable: unread } = file;
  const problems = [...file.problems];
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const target = {
    warehouseId: await api.mainWarehouse(),
    startedAt: Date.now(),
  };

  let done = 0;
  let unreachable: Unreachable | undefined;
  const importOne = async (draft: Draft) => {
    if (unreachable ?? signal?.aborted) return; // every further row would time out as well
    try {
      counts[await upsertProduct(api, draft, target)] += 1;
    } catch (err) {
      problems.push({ line: draft.line, reason: reasonOf(err) });
      if (err instanceof Unreachable) unreachable = err;
    }
    onProgress((done += 1), drafts.length);
  };
  await inParallel(drafts, concurrency, importOne);
  if (done < drafts.length) {
    const why = unreachable
      ? 'the marketplace stopped answering'
      : 'the import was stopped';
    problems.push({
      line: drafts[done]?.line ?? 0,
      reason: `${why}: ${drafts.length - done} products were not tried`,
    });
  }
  const imported = counts.created + counts.updated + counts.unchanged;
  const failed = unread + drafts.length - imported;
  return {
    ...counts,
    skipped: skipped.length,
    failed,
    problems: problems.sort(byLine),
    warnings,
  };
}

function reasonOf(err: unknown): string {
  if (err instanceof Refused || err instanceof Unreachable) return err.message;
  if (err instanceof ZodError)
    return 'the marketplace sent an answer that this import does not understand';
  throw err;
}

async function inParallel<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: concurrency }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(workers);
}
