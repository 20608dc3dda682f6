import type {
  ArchiveLedger,
  LedgerArchived,
} from '@souk/contracts/inventory/ledger';
import type { StockSummary } from '@souk/contracts/inventory/views';
import { stockNotOpen } from '../stock/refusals';
import type { BooksDeps } from './ledger';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A batch begins within this time; the caller waits for five seconds. */
const BEGIN_WITHIN_MS = 2_000;
/** The stand-in for MongoDB takes a second to move as many versions. */
const BATCH = 100;
const PRODUCTS_AT_A_TIME = 100;

/**
 * Moves old entries into the archive in batches, product by product, until its
 * time is up; `next` says where the next call goes on.
 * @throws AppError `stock-not-open`.
 */
export async function archiveLedger(
  deps: BooksDeps,
  { productId, olderThanDays, after }: ArchiveLedger,
): Promise<LedgerArchived> {
  const started = deps.now().getTime();
  const before = new Date(started - olderThanDays * DAY_MS).toISOString();
  const place = placeOf(after, productId);
  let moved = 0;
  for await (const { productId: id, version: newest } of products(
    deps,
    place.productId,
    productId,
  )) {
    let done = id === place.productId ? place.version : 0;
    while (done < newest) {
      const to = Math.min(newest, done + BATCH);
      const versions = { from: done + 1, to, before };
      const batch = await deps.ledger.archive(id, versions);
      moved += batch.moved;
      done = batch.young ? newest : to;
      if (deps.now().getTime() - started >= BEGIN_WITHIN_MS)
        return { moved, next: `${id}:${done}` };
    }
  }
  return { moved, next: null };
}

/** Up to this version of this product the work is done. */
function placeOf(after = ':0', only?: string) {
  const [productId = '', version] = after.split(':');
  return only === undefined || only === productId
    ? { productId, version: Number(version) }
    : { productId: only, version: 0 };
}

/** `first`, then all behind it unless `only` one is wanted. */
async function* products(
  { levels }: BooksDeps,
  first: string,
  only: string | undefined,
): AsyncGenerator<StockSummary> {
  const known = first === '' ? [] : await levels.of([first]);
  if (only !== undefined && known.length === 0) throw stockNotOpen(only);
  yield* known;
  let page: StockSummary[];
  let last = first;
  do {
    if (only !== undefined) return;
    page = await levels.page(last, PRODUCTS_AT_A_TIME);
    yield* page;
    last = page.at(-1)?.productId ?? last;
  } while (page.length === PRODUCTS_AT_A_TIME);
}
