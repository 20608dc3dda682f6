import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { endpoints } from '../souk/souk';
import { faultsOf, type Fault } from './faults';
import type { Replicas } from './replicas';
import type { Round } from './round';

export interface InjectedFaults {
  /** Every injected fault, and how often. */
  counts: Map<string, number>;
  missing: string[];
}

export interface InjectOptions {
  replicas: Replicas;
  seconds: number;
  /** Faults besides those of inventory and its dependencies. */
  more?: Fault[];
  log: (line: string) => void;
}

/**
 * Usually shoppers get this many answers before the next fault, so that there
 * is something to lose.
 */
const ANSWERS_BETWEEN = 30;
const ANSWERS_WITHIN_MS = 10_000;
const BETWEEN_FAULTS_MS = { least: 300, most: 1_500 };

/**
 * Injects one fault after another, overlapping at random; each once before any
 * is repeated.
 */
export async function injectFaults(
  { shop, vendorId }: Round,
  { replicas, seconds, more = [], log }: InjectOptions,
): Promise<InjectedFaults> {
  const next = shop.chance('faults');
  const { faults: usual, missing } = faultsOf({
    replicas,
    vendorId,
    productIds: shop.products.slice(0, 3).map(({ id }) => id),
  });
  const faults = [...usual, ...more];
  const counts = new Map<string, number>();
  const running: Promise<void>[] = [];
  const end = performance.now() + seconds * 1_000;
  let bag: Fault[] = [];
  while (performance.now() < end) {
    if (bag.length === 0)
      bag = faults
        .map((fault) => ({ fault, place: next(1_000_000) }))
        .sort(byPlace)
        .map(({ fault }) => fault);
    const fault = bag.find(isPossible);
    if (fault) {
      bag = bag.filter((one) => one !== fault);
      log(fault.name);
      counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
      const injected = fault.inject(next);
      injected.catch(() => undefined); // thrown below, once all have ended
      running.push(injected);
    }
    await pause(
      BETWEEN_FAULTS_MS.least +
        next(BETWEEN_FAULTS_MS.most - BETWEEN_FAULTS_MS.least),
    );
    if (next(4) > 0) await waitForAnswers(shop, log);
  }
  await Promise.all(running);
  return { counts, missing };
}

async function waitForAnswers(
  { history }: Round['shop'],
  log: InjectOptions['log'],
): Promise<void> {
  const [before, began] = [history.answered, performance.now()];
  while (
    history.answered < before + ANSWERS_BETWEEN &&
    performance.now() < began + ANSWERS_WITHIN_MS
  )
    await pause(25);
  log(
    `${history.answered - before} answers within ${Math.round(performance.now() - began)} ms`,
  );
}

const byPlace = (a: { place: number }, b: { place: number }) =>
  a.place - b.place;

function isPossible({ parts }: Fault): boolean {
  const known = endpoints().parts;
  return parts.every((name) => known[name]?.state === 'ready');
}
