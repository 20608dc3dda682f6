import type { RecordChanges } from '../rules/memory';

/** Records per page; the document keeps fewer than that. */
export const PAGE_RECORDS = 128;
/**
 * A page with at most this share of live records is merged into the next page
 * and dropped.
 */
const SPARSE = 1 / 4;

/**
 * A page as the document names it. `live` is a bitmap of the records that still
 * count (base64, first record in the lowest bit), absent when all do. It keeps
 * records that were changed or forgotten from coming back.
 */
export interface PageRef {
  id: string;
  live?: string | undefined;
}

/**
 * Knows where each record of a product's memory is stored: in the document or
 * on a page.
 */
export interface PageIndex {
  /**
   * Moves kept records to the document and removes forgotten ones.
   */
  note(records: RecordChanges): void;
  recent(): Iterable<string>;
  pages(): PageRef[];
  /**
   * Whether the document is too large, so that its records must move to a new
   * page.
   */
  full(): boolean;
  /**
   * The records for the next page: the recent ones, and those left on sparse
   * pages.
   */
  sealing(): string[];
  /**
   * Puts the records on a new page, in this order. Returns the pages that are
   * no longer needed.
   */
  seal(page: string, names: string[]): string[];
}

interface Page {
  ref: PageRef;
  names: string[];
  left: number;
  bits: Buffer;
  /** `bits` in base64; undefined when it must be encoded again. */
  text: string | undefined;
}

/** The live records of a page, as a bitmap of this length. */
export const isLive = ({ live }: PageRef, nth: number): boolean =>
  live === undefined ||
  (((Buffer.from(live, 'base64')[nth >> 3] ?? 0) >> (nth & 7)) & 1) === 1;

/**
 * `pages` in order, each with the names of all its records; `take` is the
 * capacity of the next page.
 */
export function pageIndex(
  pages: { ref: PageRef; names: string[] }[],
  recent: Iterable<string>,
  take = PAGE_RECORDS,
): PageIndex {
  const inDocument = new Set(recent);
  const byId = new Map<string, Page>();
  const placeOf = new Map<string, { page: Page; nth: number }>();

  const takeOff = (name: string) => {
    const place = placeOf.get(name);
    if (!place) return;
    const { page, nth } = place;
    placeOf.delete(name);
    page.bits[nth >> 3] = (page.bits[nth >> 3] ?? 0) & ~(1 << (nth & 7));
    page.left -= 1;
    page.text = undefined;
  };
  const put = (
    ref: PageRef,
    names: string[],
    live: (nth: number) => boolean,
  ) => {
    const page = {
      ref,
      names,
      left: 0,
      bits: Buffer.alloc(Math.ceil(names.length / 8)),
      text: undefined,
    };
    byId.set(ref.id, page);
    for (const [nth, name] of names.entries()) {
      if (!live(nth)) continue;
      takeOff(name);
      placeOf.set(name, { page, nth });
      page.bits[nth >> 3] = (page.bits[nth >> 3] ?? 0) | (1 << (nth & 7));
      page.left += 1;
    }
  };
  const sparse = () =>
    [...byId].filter(([, { left }]) => left <= take * SPARSE);
  const leftOn = (page: Page) =>
    page.names.filter((name) => placeOf.get(name)?.page === page);
  for (const { ref, names } of pages)
    put(ref, names, (nth) => isLive(ref, nth));

  return {
    note({ kept, forgotten }) {
      for (const name of forgotten) {
        takeOff(name);
        inDocument.delete(name);
      }
      for (const name of kept) {
        takeOff(name);
        inDocument.add(name);
      }
    },
    recent: () => inDocument,
    pages: () =>
      [...byId.values()].map((page) => {
        const ref = { ...page.ref };
        delete ref.live;
        if (page.left === page.names.length) return ref;
        page.text ??= page.bits.toString('base64');
        return { ...ref, live: page.text };
      }),
    full: () => inDocument.size >= take,
    sealing: () => [
      ...inDocument,
      ...sparse().flatMap(([, page]) => leftOn(page)),
    ],
    seal(id, names) {
      const dropped = sparse().map(([one]) => one);
      put({ id }, names, () => true);
      for (const one of dropped) byId.delete(one);
      inDocument.clear();
      return dropped;
    },
  };
}
