import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../lib/paths';

// Writes the table of tax rates that a new marketplace begins with, from the
// rates bundled in the npm package sales-tax, which is not installed:
//   npm pack sales-tax@2.23.0 && tar xzf sales-tax-2.23.0.tgz
//   npx tsx tools/taxes/seed.ts package

const Rated = z.object({
  rate: z.number(),
  before: z.record(z.string(), z.object({ rate: z.number() })).default({}),
});
type Rated = z.infer<typeof Rated>;
const Rates = z.record(
  z.string(),
  Rated.extend({ states: z.record(z.string(), Rated).default({}) }),
);

const [folder = '.'] = process.argv.slice(2);
const read = (file: string): unknown =>
  JSON.parse(readFileSync(join(folder, file), 'utf8'));
const { version } = z
  .object({ version: z.string() })
  .parse(read('package.json'));
const table = Rates.parse(read('res/sales_tax_rates.json'));

/** Its times are some hours before the day on which the rate begins. */
const dayOf = (time: string): string =>
  new Date(Date.parse(time) + 3 * 3_600_000).toISOString().slice(0, 10);

/** `19>2021-01-01 16`: 16 % until that day. A region adds to its country. */
function history({ rate, before }: Rated, base = 0): string {
  const ends = Object.entries(before).sort(([a], [b]) => (a < b ? 1 : -1));
  const rates = [rate, ...ends.map(([, earlier]) => earlier.rate)];
  return rates
    .map((one, n) => {
      const percent = String(Number(((one + base) * 100).toFixed(4)));
      const end = ends[n]?.[0];
      return end === undefined ? percent : `${percent}>${dayOf(end)}`;
    })
    .join(' ');
}

const lines = Object.entries(table)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .flatMap(([country, rated]) => [
    `${country} ${history(rated)}`,
    ...Object.entries(rated.states).map(
      ([region, state]) => `${country}-${region} ${history(state, rated.rate)}`,
    ),
  ]);

writeFileSync(
  join(ROOT, 'services/orders/src/taxes/seed-table.ts'),
  `/**
 * Standard rates in percent by place, the latest first: \`19>2021-01-01 16\` is
 * 19 from that day on and 16 before. Written by tools/taxes/seed.ts from
 * sales-tax ${version} (MIT, Copyright (c) 2017 Valerian Saliou).
 */
export const TABLE = \`
${lines.join('\n')}\`;
`,
);
