import { join } from 'node:path';
import { COUNTRIES } from '@souk/contracts/countries';
import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { Refused } from '@souk/shopify/vendor-api';
import { signIn, type Credentials } from './api';
import { importFile } from './file';
import { httpClient } from './http';
import { ROOT } from '../lib/paths';

/**
 * The sample catalogue: one Shopify export per vendor; the first vendor is the
 * demo vendor.
 */
export const SAMPLE_VENDORS = {
  'tidewater-linen': 'Tidewater Linen',
  'kiln-clay': 'Kiln & Clay',
  'nine-hills-tea': 'Nine Hills Tea',
  'saffron-street': 'Saffron Street',
  'edgeworth-forge': 'Edgeworth Forge',
  'paper-lantern-press': 'Paper Lantern Press',
  'northfold-wool': 'Northfold Wool',
  greenhand: 'Greenhand',
  'spoke-chain': 'Spoke & Chain',
  'morning-suds': 'Morning Suds',
  'little-oak': 'Little Oak',
  'meridian-shirtmakers': 'Meridian Shirtmakers',
};

/** The European Union and its neighbours. */
const NEAR =
  'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK';

const METHODS: ShippingMethod[] = [
  {
    id: 'parcel',
    name: 'Parcel',
    kind: 'delivery',
    countries: NEAR.split(' '),
    currency: 'EUR',
    price: { by: 'items', firstMinor: 490, eachFurtherMinor: 100 },
    freeFromMinor: 9_000,
    days: { from: 2, to: 4 },
  },
  {
    id: 'express',
    name: 'Express',
    kind: 'delivery',
    countries: NEAR.split(' '),
    currency: 'EUR',
    price: { by: 'flat', amountMinor: 1_490 },
    days: { from: 1, to: 1 },
  },
  {
    id: 'worldwide',
    name: 'Worldwide parcel',
    kind: 'delivery',
    countries: COUNTRIES.filter((code) => !NEAR.includes(code)),
    currency: 'EUR',
    price: { by: 'items', firstMinor: 1_990, eachFurtherMinor: 400 },
    days: { from: 6, to: 14 },
  },
];

export const sampleFile = (vendor: string): string =>
  join(ROOT, 'tools', 'sample', `${vendor}.csv`);

export interface SeedOptions {
  /** Base URL of the marketplace. */
  api: string;
  /**
   * The first vendor. All vendors share its password, so that an interrupted
   * seed can be resumed.
   */
  demo: Credentials;
  log: (line: string) => void;
}

export interface Seeded {
  vendors: number;
  products: number;
  /** What could not be imported; seeding again retries it. */
  problems: string[];
}

/**
 * Registers the sample vendors and imports their products. Running it again, or
 * after an interruption, adds what is missing.
 * @throws Unreachable, or Refused when a vendor already exists with another
 * password
 */
export async function seed({ api, demo, log }: SeedOptions): Promise<Seeded> {
  const vendors = Object.entries(SAMPLE_VENDORS);
  const seeded: Seeded = { vendors: 0, products: 0, problems: [] };
  // In parallel, so that the newest products in the shop are not all from one
  // vendor.
  const importVendor = async (
    [slug, name]: [string, string],
    index: number,
  ) => {
    const credentials = {
      email: index === 0 ? demo.email : `${slug}@souk.example`,
      password: demo.password,
    };
    await register(api, name, credentials);
    const vendor = await signIn(api, credentials);
    await vendor.beginShipping(METHODS);
    const summary = await importFile(vendor, {
      file: sampleFile(slug),
      concurrency: 1,
    });
    await vendor.close();
    seeded.vendors += 1;
    seeded.products += summary.created + summary.updated + summary.unchanged;
    seeded.problems.push(
      ...summary.problems.map(
        ({ line, reason }) => `${slug}.csv line ${line}: ${reason}`,
      ),
    );
    log(
      `sample catalogue: ${name} (${seeded.vendors} of ${vendors.length} vendors, ${seeded.products} products)`,
    );
  };
  await Promise.all(vendors.map(importVendor));
  return seeded;
}

async function register(
  api: string,
  name: string,
  credentials: Credentials,
): Promise<void> {
  try {
    await httpClient(api)({
      method: 'POST',
      path: '/api/vendors',
      body: { name, ...credentials },
    });
  } catch (err) {
    if (!(err instanceof Refused && err.slug === 'email-taken')) throw err;
  }
}
