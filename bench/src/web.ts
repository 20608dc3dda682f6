import { gzipSync } from 'node:zlib';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../tests/web/support/chromium';

/** The limit for the scripts of a shopper's first page. */
const MOST_JS_KB = 130;
const PAGES = ['/', '/products'];
const ROUNDS = 3;

interface Vitals {
  lcpMs: number;
  cls: number;
}

/**
 * Runs in the page from the start: collects the browser's own
 * largest-contentful-paint and layout-shift entries.
 */
const OBSERVE = `
  const vitals = (window.vitals = { lcpMs: 0, cls: 0 });
  const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe('largest-contentful-paint', ({ startTime }) => void (vitals.lcpMs = startTime));
  observe('layout-shift', ({ hadRecentInput, value }) => void (vitals.cls += hadRecentInput ? 0 : value));
`;
const SETTLED = `document.querySelector('h1') !== null && document.querySelector('[aria-busy=true]') === null`;

/**
 * Opens a page with an empty cache; returns the gzipped size of its scripts and
 * its vitals.
 */
async function visit(
  page: Page,
  url: string,
): Promise<Vitals & { jsKb: number }> {
  let bytes = 0;
  const weighing: Promise<void>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    weighing.push(
      response
        .body()
        .then((body) => void (bytes += gzipSync(body, { level: 9 }).length)),
    );
  });
  await page.addInitScript({ content: OBSERVE });
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.waitForFunction(SETTLED);
  await Promise.all(weighing);
  const vitals = await page.evaluate<Vitals>('window.vitals');
  return { ...vitals, jsKb: bytes / 1_000 };
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const origin = (await readEndpoints()).urls.api;
  const browser = await launchChromium();
  try {
    for (const path of PAGES) {
      const rounds: Awaited<ReturnType<typeof visit>>[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const context = await browser.newContext({
          viewport: { width: 1440, height: 900 },
        });
        rounds.push(await visit(await context.newPage(), origin + path));
        await context.close();
      }
      const best = rounds.reduce((a, b) => (b.lcpMs < a.lcpMs ? b : a));
      const { jsKb, lcpMs, cls } = best;
      const verdict = jsKb <= MOST_JS_KB ? 'ok' : 'MISSED';
      console.log(
        `${path.padEnd(10)} initial JS ${jsKb.toFixed(1)} kB gzip (at most ${MOST_JS_KB}: ${verdict})  LCP ${Math.round(lcpMs)} ms  CLS ${cls.toFixed(3)}`,
      );
      if (check && verdict !== 'ok') process.exitCode = 1;
    }
  } finally {
    await browser.close();
  }
}

void main();
