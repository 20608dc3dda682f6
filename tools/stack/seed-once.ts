import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoints } from './endpoints';
import { dataDir } from '../lib/paths';
import type { Say } from '../lib/progress';
import { seed } from '../importer/seed';

/**
 * Loads the sample catalogue unless that was done; one that was interrupted
 * goes on where it was. A fault of it stops nothing.
 */
export async function seedOnce(
  { urls, demo }: Endpoints,
  stateDir: string,
  say: Say,
): Promise<void> {
  const done = join(dataDir(stateDir), 'sample-catalogue-is-loaded');
  if (await stat(done).catch(() => undefined)) return;
  try {
    const credentials = {
      email: demo.vendorEmail,
      password: demo.vendorPassword,
    };
    const { vendors, products, problems } = await seed({
      api: urls.api,
      demo: credentials,
      log: say,
    });
    for (const problem of problems) say(`sample catalogue: ${problem}`);
    if (problems.length === 0)
      await writeFile(done, JSON.stringify({ vendors, products }));
  } catch (err) {
    say(
      `The sample catalogue is not complete, the next start goes on with it: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
}
