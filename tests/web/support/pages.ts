import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Page,
} from 'playwright-core';
import { endpoints, REPOSITORY } from '../../lib/souk/souk';
import { launchChromium } from './chromium';

const SHOTS = join(REPOSITORY, '.local', 'web');
/** The limit for any step on a page. */
const DEADLINE_MS = 20_000;

// A journey visits many pages, on a machine that also runs all services.
jest.setTimeout(120_000);

let browser: Browser | undefined;
let contexts: BrowserContext[] = [];
let faults: string[] = [];

/** For `afterAll`. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/**
 * A separate browser context for one person, with its own cookies and storage.
 */
export async function person(
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  browser ??= await launchChromium();
  const context = await browser.newContext({
    baseURL: endpoints().urls.api,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(DEADLINE_MS);
  // Product pictures may be on any host; tests load nothing from elsewhere.
  await context.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  context.on('page', watch);
  contexts.push(context);
  return context;
}

/** A tab, opened at a path. */
export async function tab(
  context: BrowserContext,
  path: string,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

// An expected error status is logged as a failed resource; any other logged
// error is a fault.
const ON_PURPOSE = /^Failed to load resource/;

function watch(page: Page): void {
  page.on('pageerror', (error) =>
    faults.push(`${page.url()}: ${error.message}`),
  );
  page.on('console', (message) => {
    if (message.type() === 'error' && !ON_PURPOSE.test(message.text()))
      faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    const ours =
      hostname === '127.0.0.1' ||
      !protocol.startsWith('http') ||
      request.resourceType() === 'image';
    if (!ours) faults.push(`${page.url()} asked ${hostname}`);
  });
}

/**
 * For `afterEach`: closes the pages and returns their faults (script errors,
 * policy violations, requests to other hosts).
 */
export async function takeFaults(): Promise<string[]> {
  await Promise.all(contexts.map((context) => context.close()));
  const taken = faults;
  contexts = [];
  faults = [];
  return taken;
}

/** Saves a screenshot in .local/web. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - window.innerWidth),
  );
