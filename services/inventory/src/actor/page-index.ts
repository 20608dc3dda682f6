import type { RecordChanges } from '../rules/memory';

/** A page takes this many records, and the document keeps fewer than that. */
export const PAGE_RECORDS = 128;
/**
 * A page with no more than this part of so many left gives them to the next
 * page and is dropped.
 */
const SPARSE = 1 / 4;

/**
 * A page as the document names it. `live` has a bit for each of its records
 * (base64, the first record in the lowest bit) unless all of them count: what
 * was changed or forgotten since must not come back from a page.
 */
export interface PageRef {
  id: string;
  live?: string | undefined;
}

/**
 * Knows which record of a product's memory is stored where: in the document, or
 * in which of its pages.
 */
export interface PageIndex {
  /**
   * Records that were kept are in the document from now on, those forgotten
   * nowhere.
   */
  note(records: RecordChanges): void;
  recent(): Iterable<string>;
  pages(): PageRef[];
  /**
   * The document has become too large: everything recent goes into a new page.
   */
  full(): boolean;
  /**
   * What the next page is to hold: all that is recent, and what is left on
   * pages that hold little.
   */
  sealing(): string[];
  /**
   * Puts these on a new page, in the order in which they are stored there; the
   * pages that are not needed any more.
   */
  seal(page: string, names: string[]): string[];
}

interface Page {
  names: string[];
  left: number;
  bits: Buffer;
  /** What `bits` is in base64; undefined when it has to be made again. */
  text: string | undefined;
}

/** Which of so many records of a page count. */
export const isLive = ({ live }: PageRef, nth: number): boolean =>
  live === undefined ||
  (((Buffer.from(live, 'base64')[nth >> 3] ?? 0) >> (nth & 7)) & 1) === 1;

/**
 * `pages` in their order, each with the names of all its records; what they
 * take applies to the next page.
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
  const put = (id: string, names: string[], live: (nth: number) => boolean) => {
    const page = {
      names,
      left: 0,
      bits: Buffer.alloc(Math.ceil(names.length / 8)),
      text: undefined,
    };
    byId.set(id, page);
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
    put(ref.id, names, (nth) => isLive(ref, nth));

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
      [...byId].map(([id, page]) => {
        if (page.left === page.names.length) return { id };
        page.text ??= page.bits.toString('base64');
        return { id, live: page.text };
      }),
    full: () => inDocument.size >= take,
    sealing: () => [
      ...inDocument,
      ...sparse().flatMap(([, page]) => leftOn(page)),
    ],
    seal(id, names) {
      const dropped = sparse().map(([one]) => one);
      put(id, names, () => true);
      for (const one of dropped) byId.delete(one);
      inDocument.clear();
      return dropped;
    },
  };
}
