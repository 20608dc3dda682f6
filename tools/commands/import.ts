import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isCurrency } from '@souk/contracts/currencies';
import type { ImportSummary } from '@souk/shopify/import-products';
import { SingleBar } from 'cli-progress';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readEndpoints } from '../stack/endpoints';
import { signIn } from '../importer/api';
import { importFile } from '../importer/file';

/**
 * Exit status. 0: everything was imported; 1: some rows were not, or were
 * changed; 2: the import could not run.
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
    'Imports a Shopify product export. Running it again changes only what differs.',
  )
  .argument('<file.csv>', 'the export, as Shopify wrote it')
  .requiredOption('--vendor-email <email>', 'the vendor who owns the products')
  .requiredOption('--password <password>', "the vendor's password")
  .option('--api <url>', 'the marketplace; by default the one npm start runs')
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
  if (!isCurrency(code))
    throw new InvalidArgumentError('It is not an ISO 4217 code.');
  return code;
}

// npm runs scripts in the project root, whatever the user's directory.
const userPath = (file: string) =>
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
      file: userPath(file),
      currency,
      onProgress: progress.show,
    });
    progress.end();
    report(summary);
    process.exitCode = summary.problems.length === 0 ? ALL : SOME;
  } finally {
    progress.end();
    await vendor.close().catch(() => undefined); // the session would expire anyway
  }
}

function progressDisplay() {
  const bar = process.stderr.isTTY
    ? new SingleBar({
        format: '{bar} {value}/{total} products, {eta_formatted} left',
        clearOnComplete: true,
      })
    : undefined;
  let shownTenths = 0;
  return {
    show: (done: number, total: number) => {
      if (bar?.isActive) bar.update(done);
      else if (bar) bar.start(total, done);
      const tenths = Math.floor((done * 10) / total);
      if (!bar && tenths > shownTenths && total > 20)
        console.error(`${done} of ${total} products`);
      shownTenths = tenths;
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
    console.log('Drafts, archived and unpublished products were skipped.');
}

command.parseAsync().catch((err: unknown) => {
  if (err instanceof CommanderError) {
    process.exitCode = err.exitCode === 0 ? ALL : NOTHING; // commander has printed the reason
    return;
  }
  console.error(err instanceof Error ? err.message : err);
  process.exitCode = NOTHING;
});
