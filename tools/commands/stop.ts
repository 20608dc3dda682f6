import { rm } from 'node:fs/promises';
import { stopOrphans, waitForExit, findRunning } from '../stack/orphans';
import {
  endpointsFile,
  soakStateDir,
  stateDir,
  testStateDir,
} from '../lib/paths';
import { logTo } from '../lib/progress';

const STOPS_WITHIN_MS = 90_000;
const log = logTo(process.stdout);

/**
 * A running test or soak is left alone; only the orphans of a killed one are
 * stopped.
 */
async function stop(): Promise<number> {
  const endpoints = await findRunning(stateDir());
  if (endpoints) {
    log(`Stopping the marketplace (process ${endpoints.supervisor.pid})`);
    process.kill(endpoints.supervisor.pid, 'SIGTERM');
    if (!(await waitForExit(endpoints.supervisor, STOPS_WITHIN_MS))) {
      log(
        `It does not stop. See its logs, then run: kill -9 ${endpoints.supervisor.pid} && npm stop`,
      );
      return 1;
    }
  }
  for (const dir of [stateDir(), testStateDir(), soakStateDir()]) {
    if (await findRunning(dir)) continue;
    await stopOrphans(dir, log);
    await rm(endpointsFile(dir), { force: true });
  }
  log(endpoints ? 'Stopped.' : 'Nothing is running.');
  return 0;
}

stop().then(
  (status) => process.exit(status),
  (err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  },
);
