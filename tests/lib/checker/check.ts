import {
  checkAcknowledged,
  checkRefused,
  checkReplies,
  checkEffects,
  type Histories,
} from './answers';
import { checkLedger } from './books';
import type { Entry, Evidence, Rule, Violation } from './evidence';
import { checkLifecycles } from './lifecycles';
import { operationsOf } from './operations';
import { stepsOf, type Step } from './steps';
import { checkAcknowledgedTime, checkNotEarly, checkOrder } from './times';

/**
 * Finds every violation of the stock guarantees; empty when all is right.
 * Judges only what callers saw, the ledger and the levels, independent of how
 * they came about.
 */
export function checkStock(evidence: Evidence): Violation[] {
  const { levels, allEnded = false, skewMs = 0 } = evidence;
  const books = ledgers(evidence);
  const steps = new Map(
    [...books].map(([productId, entries]) => [productId, stepsOf(entries)]),
  );
  const all = [...steps.values()].flat();
  const operations = operationsOf(evidence, all);
  const histories = historiesOf(steps);
  const level = new Map(levels.map((one) => [one.productId, one]));
  const as = (rule: Rule, found: Iterable<Omit<Violation, 'rule'>>) =>
    [...found].map((one) => ({ rule, ...one }));
  return [
    ...[...books].flatMap(([productId, entries]) =>
      checkLedger(productId, entries, level.get(productId)),
    ),
    ...[...steps].flatMap(([productId, own]) =>
      checkLifecycles(productId, own, { operations, allEnded }),
    ),
    ...as('one-side', checkEffects(operations, all)),
    ...as('acknowledged-kept', checkAcknowledged(operations, histories)),
    ...as('same-reply', checkReplies(operations)),
    ...as('refused-without-trace', checkRefused(operations, histories)),
    ...as('real-time-order', checkOrder(operations)),
    ...as('expiry', checkNotEarly(operations, skewMs)),
    ...as('expiry', checkAcknowledgedTime(operations)),
  ];
}

/**
 * The ledger of each product in version order; empty for a product that has
 * only a level.
 */
function ledgers({ ledger, levels }: Evidence): Map<string, Entry[]> {
  const books = new Map<string, Entry[]>(
    levels.map(({ productId }) => [productId, []]),
  );
  for (const entry of ledger) {
    const own = books.get(entry.productId);
    if (own) own.push(entry);
    else books.set(entry.productId, [entry]);
  }
  for (const entries of books.values())
    entries.sort((a, b) => a.version - b.version);
  return books;
}

function historiesOf(steps: Map<string, Step[]>): Histories {
  const histories: Histories = new Map();
  for (const [productId, own] of steps) {
    const byReservation = new Map<string, Step[]>();
    for (const step of own) {
      if (step.reservationId === undefined) continue;
      const known = byReservation.get(step.reservationId);
      if (known) known.push(step);
      else byReservation.set(step.reservationId, [step]);
    }
    histories.set(productId, byReservation);
  }
  return histories;
}

/** One line for each violation, the rule first; at most `most` lines. */
export function formatViolations(violations: Violation[], most = 20): string[] {
  const lines = violations
    .slice(0, most)
    .map(({ rule, productId, detail }) => `${rule}: ${productId}: ${detail}`);
  return violations.length > most
    ? [...lines, `and ${violations.length - most} more`]
    : lines;
}
