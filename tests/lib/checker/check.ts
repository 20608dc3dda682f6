import {
  checkAcknowledged,
  checkRefused,
  checkReplies,
  checkSides,
  type Histories,
} from './answers';
import { checkBooks } from './books';
import type { Entry, Evidence, Rule, Violation } from './evidence';
import { checkLives } from './lives';
import { operationsOf } from './operations';
import { stepsOf, type Step } from './steps';
import { checkAcknowledgedTime, checkNotEarly, checkOrder } from './times';

/**
 * Everything in the evidence that stock which cannot be oversold would not have
 * left behind; nothing when all is right. It decides from what callers saw, the
 * ledger and the levels alone, and knows nothing of how they came about.
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
      checkBooks(productId, entries, level.get(productId)),
    ),
    ...[...steps].flatMap(([productId, own]) =>
      checkLives(productId, own, { operations, allEnded }),
    ),
    ...as('one-side', checkSides(operations, all)),
    ...as('acknowledged-kept', checkAcknowledged(operations, histories)),
    ...as('same-reply', checkReplies(operations)),
    ...as('refused-without-trace', checkRefused(operations, histories)),
    ...as('real-time-order', checkOrder(operations)),
    ...as('expiry', checkNotEarly(operations, skewMs)),
    ...as('expiry', checkAcknowledgedTime(operations)),
  ];
}

/**
 * By product, in the order of the versions; with an empty one for each product
 * that has only a level.
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

/** One line for each, the rule first; the first few of very many. */
export function inLines(violations: Violation[], most = 20): string[] {
  const lines = violations
    .slice(0, most)
    .map(({ rule, productId, detail }) => `${rule}: ${productId}: ${detail}`);
  return violations.length > most
    ? [...lines, `and ${violations.length - most} more`]
    : lines;
}
