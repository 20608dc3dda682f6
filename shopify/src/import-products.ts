import { ZodError } from 'zod';
import { bringProduct, type Outcome } from './bring-product';
import { BadFile, readRows, type RowProblem } from './csv';
import { toDrafts, type Drafts } from './products';
import type { Draft } from './variant';
import { Refused, Unreachable, type VendorApi } from './vendor-api';

/** What a file holds, read but not yet brought anywhere. */
export interface ReadFile extends Drafts {
  /** How many rows could not become a product. */
  unread: number;
}

export interface ImportOptions {
  concurrency?: number;
  onProgress?: (done: number, total: number) => void;
  /**
   * When it aborts, what is under way is finished and the rest is not begun.
   */
  signal?: AbortSignal;
}

export interface ImportSummary extends Record<Outcome, number> {
  /** Products that are not for sale in the file. */
  skipped: number;
  /** Products that could not be brought in. */
  failed: number;
  /**
   * By line; with none, everything in the file is in the marketplace as the
   * file says.
   */
  problems: RowProblem[];
  warnings: RowProblem[];
}

/**
 * @param currency ISO 4217; the file does not say in which currency its prices
 * are
 * @throws BadFile when it is no Shopify export or holds nothing
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
    unread: all.filter(({ line }) => !taken.has(line)).length,
  };
}

const byLine = (a: RowProblem, b: RowProblem) => a.line - b.line;

/**
 * Brings what was read into the marketplace, one product per variant, stock
 * into the vendor's first warehouse. Running it again changes only what
 * differs. A bad row is reported and does not stop the rest.
 * @throws Unreachable or Refused when not even the warehouses can be read
 */
export async function importProducts(
  api: VendorApi,
  file: ReadFile,
  options: ImportOptions = {},
): Promise<ImportSummary> {
  const { concurrency = 4, onProgress = () => undefined, signal } = options;
  const { drafts, warnings, skipped, unread } = file;
  const problems = [...file.problems];
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const target = {
    warehouseId: await api.mainWarehouse(),
    startedAt: Date.now(),
  };

  let done = 0;
  let lost: Unreachable | undefined;
  const bring = async (draft: Draft) => {
    if (lost ?? signal?.aborted) return; // every further row would wait in vain just as long
    try {
      counts[await bringProduct(api, draft, target)] += 1;
    } catch (err) {
      problems.push({ line: draft.line, reason: reasonOf(err) });
      if (err instanceof Unreachable) lost = err;
    }
    onProgress((done += 1), drafts.length);
  };
  await inParallel(drafts, concurrency, bring);
  if (done < drafts.length) {
    const why = lost
      ? 'the marketplace stopped answering'
      : 'the import was stopped';
    problems.push({
      line: drafts[done]?.line ?? 0,
      reason: `${why}: ${drafts.length - done} products were not tried`,
    });
  }
  const brought = counts.created + counts.updated + counts.unchanged;
  const failed = unread + drafts.length - brought;
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
    return 'the marketplace answered in a way this import does not understand';
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
