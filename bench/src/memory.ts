import { readEndpoints } from '@souk/tools/stack/endpoints';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { rate } from './support/load';
import { pssOf } from './support/pss';

const PAGES = 10_000;
const CALLERS = 16;
const MB = 1_000_000;
const GOALS = { atRestMB: 800, growth: 0.1, serviceMB: 120 };

/**
 * Proportional memory of each part of the marketplace that `npm start` runs: at
 * rest, and after product pages of ids that do not exist. Jaeger keeps traces
 * in memory, so its growth is printed and not judged.
 */
async function main(): Promise<void> {
  const { urls, parts } = await readEndpoints();
  const measure = () =>
    settled(() =>
      Object.fromEntries(
        Object.entries(parts).map(([name, { pid }]) => [name, pssOf(pid)]),
      ),
    );
  const before = await measure();
  const pages = await readPages(urls.api);
  const after = await measure();

  console.table({
    ...Object.fromEntries(
      Object.keys(parts)
        .sort()
        .map((name) => [name, row(before[name] ?? 0, after[name] ?? 0)]),
    ),
    total: row(sum(before), sum(after)),
  });
  console.log(`${PAGES} pages of distinct ids, ${pages.toFixed(0)}/s`);
  judge(before, after);
}

type Memory = Record<string, number>;

const sum = (memory: Memory): number =>
  Object.values(memory).reduce((total, bytes) => total + bytes, 0);

const inMB = (bytes: number): number => Math.round(bytes / MB);

const row = (before: number, after: number) => ({
  'at rest, MB': inMB(before),
  'after, MB': inMB(after),
  growth: `${Math.round((after / before - 1) * 100)} %`,
});

function judge(before: Memory, after: Memory): void {
  const judged = (memory: Memory) => sum(memory) - (memory['jaeger'] ?? 0);
  const growth = judged(after) / judged(before) - 1;
  const services = Object.keys(before)
    .filter((name) => `${name}.sidecar` in before)
    .map((name) => (before[name] ?? 0) + (before[`${name}.sidecar`] ?? 0));
  // The marketplace holds the catalogue; a further service is like the others.
  const further = services.sort((a, b) => a - b).at(-2) ?? 0;
  const verdicts = [
    verdict('at rest, MB', inMB(sum(before)), GOALS.atRestMB),
    verdict('growth, %', Math.round(growth * 100), GOALS.growth * 100),
    verdict('a further service, MB', inMB(further), GOALS.serviceMB),
  ];
  console.table(verdicts);
  if (
    process.argv.includes('--check') &&
    verdicts.some(({ verdict: said }) => said === 'missed')
  )
    process.exitCode = 1;
}

const verdict = (measure: string, value: number, goal: number) => ({
  measure,
  value,
  goal: `≤ ${goal}`,
  verdict: value <= goal ? 'met' : 'missed',
});

/** Pages a second. */
async function readPages(api: string): Promise<number> {
  const dispatcher = new Agent({ connections: CALLERS });
  const run = Date.now().toString(36);
  const pages = await rate(PAGES, CALLERS, async (n) => {
    const url = `${api}/api/products/bench-${run}-${n}`;
    const { statusCode, body } = await request(url, { dispatcher });
    await body.dump();
    if (statusCode !== 404 && statusCode !== 200)
      throw new Error(`A product page answered ${statusCode}`);
  });
  await dispatcher.close();
  return pages;
}

/** Waits until the sum changes by less than 1 % in five seconds. */
async function settled(read: () => Memory): Promise<Memory> {
  let last = read();
  for (let tries = 0; tries < 24; tries++) {
    await delay(5_000);
    const now = read();
    if (Math.abs(sum(now) / sum(last) - 1) < 0.01) return now;
    last = now;
  }
  return last;
}

void main();
