import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { endpoints } from '../souk/souk';
import { faultsOf, type Fault } from './faults';
import type { Fleet } from './replicas';
import type { Round } from './round';

export interface Struck {
  /** Every fault that struck, and how often. */
  counts: Map<string, number>;
  missing: string[];
}

export interface StrikeOptions {
  fleet: Fleet;
  seconds: number;
  say: (line: string) => void;
}

/**
 * Shoppers get so many answers before the next fault, most of the time, so that
 * there is something to lose.
 */
const ANSWERS_BETWEEN = 30;
const PATIENCE_MS = 10_000;
const BETWEEN_FAULTS_MS = { least: 300, most: 1_500 };

/**
 * Strikes with one fault after another, overlapping as chance has it; each
 * comes once before any comes again.
 */
export async function strike(
  { shop, vendorId }: Round,
  { fleet, seconds, say }: StrikeOptions,
): Promise<Struck> {
  const next = shop.chance('faults');
  const { faults, missing } = faultsOf({
    fleet,
    vendorId,
    productIds: shop.products.slice(0, 3).map(({ id }) => id),
  });
  const counts = new Map<string, number>();
  const under: Promise<void>[] = [];
  const end = performance.now() + seconds * 1_000;
  let bag: Fault[] = [];
  while (performance.now() < end) {
    if (bag.length === 0)
      bag = faults
        .map((fault) => ({ fault, place: next(1_000_000) }))
        .sort(byPlace)
        .map(({ fault }) => fault);
    const fault = bag.find(possible);
    if (fault) {
      bag = bag.filter((one) => one !== fault);
      say(fault.name);
      counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
      under.push(fault.strike(next));
    }
    await pause(
      BETWEEN_FAULTS_MS.least +
        next(BETWEEN_FAULTS_MS.most - BETWEEN_FAULTS_MS.least),
    );
    if (next(4) > 0) await answers(shop, say);
  }
  await Promise.all(under);
  return { counts, missing };
}

async function answers(
  { history }: Round['shop'],
  say: StrikeOptions['say'],
): Promise<void> {
  const [before, began] = [history.answered, performance.now()];
  while (
    history.answered < before + ANSWERS_BETWEEN &&
    performance.now() < began + PATIENCE_MS
  )
    await pause(25);
  say(
    `${history.answered - before} answers within ${Math.round(performance.now() - began)} ms`,
  );
}

const byPlace = (a: { place: number }, b: { place: number }) =>
  a.place - b.place;

function possible({ parts }: Fault): boolean {
  const known = endpoints().parts;
  return parts.every((name) => known[name]?.state === 'ready');
}
