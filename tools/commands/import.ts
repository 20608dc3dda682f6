import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ImportSummary } from '@souk/shopify/import-products';
import { SingleBar } from 'cli-progress';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readEndpoints } from '../stack/endpoints';
import { signIn } from '../importer/api';
import { importFile } from '../importer/file';

/**
 * 0: all of the file is in the marketplace; 1: some rows are not, or not as
 * they stand; 2: nothing could be done.
 */
const ALL = 0;
const SOME = 1;
const NOTHING = 2;

interface Options {
  vendorEmail: string;
  password: string;
  api?: string;
  currency: string;
}

const command = new Command('npm run import --')
  .description(
    'Brings a Shopify product export into the marketplace. Running it again changes only what differs.',
  )
  .argument('<file.csv>', 'the export, as Shopify wrote it')
  .requiredOption(
    '--vendor-email <email>',
    'the vendor whose products they are',
  )
  .requiredOption('--password <password>', "the vendor's password")
  .option(
    '--api <url>',
    'the marketplace; by default the one npm start has started',
  )
  .option(
    '--currency <code>',
    'the currency of the prices (ISO 4217)',
    currencyCode,
    'EUR',
  )
  .exitOverride()
  .action(run);

function currencyCode(text: string): string {
  const code = text.toUpperCase();
  if (!Intl.supportedValuesOf('currency').includes(code))
    throw new InvalidArgumentError('It is not an ISO 4217 code.');
  return code;
}

// npm runs its scripts in the root of the project, wherever the user stands.
const asGiven = (file: string) =>
  existsSync(file) ? file : resolve(process.env['INIT_CWD'] ?? '.', file);

async function run(
  file: string,
  { vendorEmail, password, api, currency }: Options,
): Promise<void> {
  const url = (api ?? (await readEndpoints()).urls.api).replace(
    /\/+(api\/*)?$/,
    '',
  );
  const vendor = await signIn(url, { email: vendorEmail, password });
  const progress = progressDisplay();
  try {
    const summary = await importFile(vendor, {
      file: asGiven(file),
      currency,
      onProgress: progress.show,
    });
    progress.end();
    report(summary);
    process.exitCode = summary.problems.length === 0 ? ALL : SOME;
  } finally {
    progress.end();
    await vendor.close().catch(() => undefined); // the session ends by itself as well
  }
}

function progressDisplay() {
  const bar = process.stderr.isTTY
    ? new SingleBar({
        format: '{bar} {value}/{total} products, {eta_formatted} left',
        clearOnComplete: true,
      })
    : undefined;
  let saidTenths = 0;
  return {
    show: (done: number, total: number) => {
      if (bar?.isActive) bar.update(done);
      else if (bar) bar.start(total, done);
      const tenths = Math.floor((done * 10) / total);
      if (!bar && tenths > saidTenths && total > 20)
        console.error(`${done} of ${total} products`);
      saidTenths = tenths;
    },
    end: () => bar?.stop(),
  };
}

function report({ problems, warnings, ...counts }: ImportSummary): void {
  for (const { line, reason } of warnings)
    console.error(`line ${line}: note: ${reason}`);
  for (const { line, reason } of problems)
    console.error(`line ${line}: ${reason}`);
  const { created, updated, unchanged, skipped, failed } = counts;
  console.log(
    `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped, ${failed} failed`,
  );
  if (skipped > 0)
    console.log('Skipped are drafts, archived and unpublished products.');
}

command.parseAsync().catch((err: unknown) => {
  if (err instanceof CommanderError) {
    process.exitCode = err.exitCode === 0 ? ALL : NOTHING; // commander has said what is wrong
    return;
  }
  console.error(err instanceof Error ? err.message : err);
  process.exitCode = NOTHING;
});
