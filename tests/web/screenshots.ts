import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './support/chromium';

const FOLDER = join(__dirname, '..', '..', 'docs', 'images');

type Scheme = 'light' | 'dark';

async function open(
  browser: Browser,
  origin: string,
  scheme: Scheme,
  width = 1280,
): Promise<Page> {
  const viewport = { width, height: width < 600 ? 780 : 800 };
  const context = await browser.newContext({
    baseURL: origin,
    colorScheme: scheme,
    viewport,
  });
  return context.newPage();
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('h1') !== null &&
      document.querySelector('[aria-busy=true]') === null,
  );
  // Pictures further down are not loaded before they are scrolled to.
  await page.waitForFunction(() =>
    [...document.images]
      .filter((image) => image.getBoundingClientRect().top < innerHeight)
      .every(({ complete }) => complete),
  );
  // JPEG: the pictures are full of gradients, and PNG would be ten times as
  // large.
  await page.screenshot({
    path: join(FOLDER, `${name}.jpg`),
    type: 'jpeg',
    quality: 78,
  });
  console.log(`docs/images/${name}.jpg`);
}

/**
 * Takes the screenshots of the main README, with the sample catalogue of `npm
 * start`.
 */
async function main(): Promise<void> {
  const { urls, demo } = await readEndpoints();
  mkdirSync(FOLDER, { recursive: true });
  const browser = await launchChromium();
  try {
    const shop = await open(browser, urls.api, 'light');
    await shop.goto('/');
    await shoot(shop, 'home');
    await shop.goto('/products?category=Ceramics&stock=in');
    await shoot(shop, 'listing');
    const found = await fetch(`${urls.api}/api/products?q=teapot&limit=1`);
    const [teapot] = CataloguePage.parse(await found.json()).items;
    const dark = await open(browser, urls.api, 'dark');
    await dark.goto(`/products/${teapot?.id ?? ''}`);
    await shoot(dark, 'product');
    const vendor = await open(browser, urls.api, 'light');
    await vendor.goto('/console/sign-in');
    await vendor.getByLabel('Email').fill(demo.vendorEmail);
    await vendor.getByLabel('Password').fill(demo.vendorPassword);
    await vendor.getByRole('button', { name: 'Sign in' }).click();
    await vendor
      .getByRole('button', { name: /^Stock of/ })
      .first()
      .click();
    await vendor.getByRole('button', { name: 'Save' }).first().waitFor();
    await shoot(vendor, 'console');
  } finally {
    await browser.close();
  }
}

void main();
