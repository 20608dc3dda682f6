import { AppError } from '@souk/platform/http/errors';
import type { CatalogueDb, Change } from './db';
import { changesOf, type Chunk } from './rows';

/**
 * Writes chunks in order; resolves once a chunk is committed, and rejects when
 * nothing of it is. @throws AppError `overloaded` when too many wait.
 */
export interface Writer {
  put(chunk: Chunk, changes?: Change[]): Promise<void>;
}

interface Waiting {
  changes: Change[];
  chunk: Chunk;
  done: () => void;
  failed: (err: unknown) => void;
}

const MOST_WAITING = 2_000;
const MOST_TOGETHER = 200;

/**
 * What arrives while a transaction runs shares the next one, so that a burst of
 * events costs few commits.
 */
export function catalogueWriter(db: CatalogueDb): Writer {
  const waiting: Waiting[] = [];
  let running = false;

  async function writeAll(): Promise<void> {
    running = true;
    while (waiting.length > 0) await together(waiting.splice(0, MOST_TOGETHER));
    running = false;
  }
  async function together(batch: Waiting[]): Promise<void> {
    try {
      await db.write([
        ...changesOf(merged(batch.map(({ chunk }) => chunk))),
        ...batch.flatMap(({ changes }) => changes),
      ]);
      batch.forEach(({ done }) => done());
    } catch (err) {
      const [first] = batch;
      if (batch.length === 1) first?.failed(err);
      // One bad row must not refuse the others.
      else for (const one of batch) await together([one]);
    }
  }
  return {
    put: (chunk, changes = []) =>
      new Promise<void>((done, failed) => {
        if (waiting.length >= MOST_WAITING) {
          failed(overloaded());
          return;
        }
        waiting.push({ changes, chunk, done, failed });
        if (!running) void writeAll();
      }),
  };
}

const merged = (chunks: Chunk[]): Chunk => ({
  products: chunks.flatMap(({ products = [] }) => products),
  archived: chunks.flatMap(({ archived = [] }) => archived),
  stock: chunks.flatMap(({ stock = [] }) => stock),
  vendors: chunks.flatMap(({ vendors = [] }) => vendors),
});

const overloaded = () =>
  new AppError(
    'unavailable',
    'overloaded',
    'Too many changes of the catalogue view are waiting',
  );
