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
/** Nothing of a page may take longer. */
const DEADLINE_MS = 20_000;

// A journey is many pages long, on a machine that runs all services beside it.
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
 * A browser of its own for one person: cookies and storage are nobody else's.
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
  // Pictures of products may lie anywhere; tests fetch nothing from anywhere.
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

// A status the API answers with on purpose is logged as a failed resource;
// everything else that is logged is a fault.
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
 * For `afterEach`: closes what was opened, and tells what went wrong in it
 * (script errors, refused by policy, strangers asked).
 */
export async function takeFaults(): Promise<string[]> {
  await Promise.all(contexts.map((context) => context.close()));
  const taken = faults;
  contexts = [];
  faults = [];
  return taken;
}

/** Keeps what the page looks like in .local/web. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** How far the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - window.innerWidth),
  );
