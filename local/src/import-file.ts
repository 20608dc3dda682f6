import { readFile } from 'node:fs/promises';
import { ZodError } from 'zod';
import type { VendorApi } from './import-api';
import { Refused, Unreachable } from './import-http';
import { bringProduct, type Outcome } from './import-product';
import { BadFile, readRows, type RowProblem } from './shopify-csv';
import { toDrafts } from './shopify-products';
import type { Draft } from './shopify-variant';

export interface ImportOptions {
  file: string;
  /** ISO 4217; the file does not say in which currency its prices are. */
  currency?: string;
  concurrency?: number;
  onProgress?: (done: number, total: number) => void;
}

export interface ImportSummary extends Record<Outcome, number> {
  /** Products that are not for sale in the file. */
  skipped: number;
  /** Products that could not be brought in. */
  failed: number;
  /** By line; with none, everything in the file is in the marketplace as the file says. */
  problems: RowProblem[];
  warnings: RowProblem[];
}

/**
 * Brings a Shopify product export into the marketplace, one product per variant, stock into the vendor's first warehouse.
 * Running it again changes only what differs. A bad row is reported and does not stop the rest.
 * @throws BadFile; Unreachable or Refused when not even the warehouses can be read
 */
export async function importFile(api: VendorApi, options: ImportOptions): Promise<ImportSummary> {
  const { file, currency = 'EUR', concurrency = 4, onProgress = () => undefined } = options;
  const read = readRows(await readFile(file));
  const { drafts, problems, warnings, skipped } = toDrafts(read.rows, currency);
  if (read.rows.length + read.problems.length === 0) throw new BadFile('The file holds no products');
  const summary = { created: 0, updated: 0, unchanged: 0, skipped: skipped.length, failed: 0, warnings };
  problems.push(...read.problems);
  const taken = new Set(drafts.map(({ line }) => line));
  const unread = problems.filter(({ line }) => !taken.has(line)).length;
  const target = { warehouseId: await api.mainWarehouse(), startedAt: Date.now() };

  let done = 0;
  let lost: Unreachable | undefined;
  const bring = async (draft: Draft) => {
    if (lost) return; // every further row would wait in vain just as long
    try {
      summary[await bringProduct(api, draft, target)] += 1;
    } catch (err) {
      problems.push({ line: draft.line, reason: reasonOf(err) });
      if (err instanceof Unreachable) lost = err;
    }
    onProgress((done += 1), drafts.length);
  };
  await inParallel(drafts, concurrency, bring);
  if (done < drafts.length) {
    const line = drafts[done]?.line ?? 0;
    problems.push({ line, reason: `the marketplace stopped answering: ${drafts.length - done} products were not tried` });
  }
  const brought = summary.created + summary.updated + summary.unchanged;
  for (const list of [problems, warnings]) list.sort((a, b) => a.line - b.line);
  return { ...summary, failed: unread + drafts.length - brought, problems };
}

function reasonOf(err: unknown): string {
  if (err instanceof Refused || err instanceof Unreachable) return err.message;
  if (err instanceof ZodError) return 'the marketplace answered in a way this import does not understand';
  throw err;
}

async function inParallel<T>(items: readonly T[], concurrency: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: concurrency }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(workers);
}
