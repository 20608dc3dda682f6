import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoints } from './endpoints';
import { dataDir } from '../lib/paths';
import type { Log } from '../lib/progress';
import { seed } from '../importer/seed';

/**
 * Loads the sample catalogue once; an interrupted load is resumed. A failure
 * does not stop the start.
 */
export async function seedOnce(
  { urls, demo }: Endpoints,
  stateDir: string,
  log: Log,
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
      log,
    });
    for (const problem of problems) log(`sample catalogue: ${problem}`);
    if (problems.length === 0)
      await writeFile(done, JSON.stringify({ vendors, products }));
  } catch (err) {
    log(
      `The sample catalogue is incomplete; the next start resumes it: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
}
