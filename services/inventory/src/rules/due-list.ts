/** An id with its due time, in milliseconds since the epoch. */
export interface Due {
  at: number;
  id: string;
}

/**
 * Sorted by time, ties by id, in chunks that are never empty and never changed:
 * a turn copies the chunks it changes and shares the others.
 */
export type DueList = readonly (readonly Due[])[];

const CHUNK = 256;

/** By time, ties by id. */
const before = (a: Due, b: Due): boolean =>
  a.at < b.at || (a.at === b.at && a.id < b.id);

/** The first index for which this does not hold; it holds for those before. */
function firstNot<T>(list: readonly T[], holds: (one: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = list[middle];
    if (found !== undefined && holds(found)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The chunk this one is in, or would be. */
function chunkOf(list: DueList, one: Due): number {
  const beginsBefore = firstNot(list, ([first]) =>
    first ? !before(one, first) : false,
  );
  return Math.max(0, beginsBefore - 1);
}

const replaced = (list: DueList, at: number, ...chunks: Due[][]): DueList => [
  ...list.slice(0, at),
  ...chunks.filter(({ length }) => length > 0),
  ...list.slice(at + 1),
];

export function addDue(list: DueList, one: Due): DueList {
  const at = chunkOf(list, one);
  const chunk = [...(list[at] ?? [])];
  const place = firstNot(chunk, (other) => before(other, one));
  chunk.splice(place, 0, one);
  if (chunk.length <= CHUNK) return replaced(list, at, chunk);
  // Most come in order, so a full chunk stays full.
  const left = place === CHUNK ? CHUNK : CHUNK / 2;
  return replaced(list, at, chunk.slice(0, left), chunk.slice(left));
}

/** A missing entry is ignored. */
export function dropDue(list: DueList, one: Due): DueList {
  const at = chunkOf(list, one);
  const chunk = list[at] ?? [];
  const place = firstNot(chunk, (other) => before(other, one));
  const found = chunk[place];
  if (found?.at !== one.at || found.id !== one.id) return list;
  return replaced(list, at, chunk.toSpliced(place, 1));
}

/**
 * What is due by then, the earliest first, up to a limit, and the list without.
 */
export function takeDue(
  list: DueList,
  now: number,
  most = Infinity,
): { due: Due[]; left: DueList } {
  const due: Due[] = [];
  for (const [n, chunk] of list.entries()) {
    const room = Math.max(0, most - due.length);
    const end = Math.min(
      firstNot(chunk, ({ at }) => at <= now),
      room,
    );
    due.push(...chunk.slice(0, end));
    if (end < chunk.length)
      return { due, left: [chunk.slice(end), ...list.slice(n + 1)] };
  }
  return { due, left: [] };
}

/** The earliest of them; undefined when there are none. */
export const firstDue = (list: DueList): Due | undefined => list[0]?.[0];

export const dueSize = (list: DueList): number =>
  list.reduce((sum, { length }) => sum + length, 0);
