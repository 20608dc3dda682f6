/** An id with its due time, in milliseconds since the epoch. */
export interface Due {
  at: number;
  id: string;
}

/** By time, ties by id. */
const before = (a: Due, b: Due): boolean =>
  a.at < b.at || (a.at === b.at && a.id < b.id);

/** How many of the list come before this one. */
function rank(list: readonly Due[], one: Due): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = list[middle];
    if (found && before(found, one)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Keeps the list sorted. Most additions belong at the end. */
export function addDue(list: Due[], one: Due): void {
  const last = list.at(-1);
  if (!last || before(last, one)) list.push(one);
  else list.splice(rank(list, one), 0, one);
}

/** A missing entry is ignored. */
export function dropDue(list: Due[], one: Due): void {
  const at = rank(list, one);
  const found = list[at];
  if (found?.at === one.at && found.id === one.id) list.splice(at, 1);
}

/**
 * Removes and returns what is due by then, the earliest first, up to a limit.
 */
export function takeDue(list: Due[], now: number, most = Infinity): Due[] {
  const due = rank(list, { at: now + 1, id: '' });
  return list.splice(0, Math.min(due, most));
}
