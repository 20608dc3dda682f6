import { rm } from 'node:fs/promises';
import { endLeftovers, gone, running } from '../processes/orphans';
import {
  endpointsFile,
  soakStateDir,
  stateDir,
  testStateDir,
} from '../lib/paths';
import { sayTo } from '../lib/progress';

const STOPS_WITHIN_MS = 90_000;
const say = sayTo(process.stdout);

/**
 * A test run that is under way is left alone; only what a killed one left is
 * ended.
 */
async function stop(): Promise<number> {
  const endpoints = await running(stateDir());
  if (endpoints) {
    say(`Stopping the marketplace (process ${endpoints.supervisor.pid})`);
    process.kill(endpoints.supervisor.pid, 'SIGTERM');
    if (!(await gone(endpoints.supervisor, STOPS_WITHIN_MS))) {
      say(
        `It does not end; look into its logs, then: kill -9 ${endpoints.supervisor.pid} && npm stop`,
      );
      return 1;
    }
  }
  for (const dir of [stateDir(), testStateDir(), soakStateDir()]) {
    if (await running(dir)) continue;
    await endLeftovers(dir, say);
    await rm(endpointsFile(dir), { force: true });
  }
  say(endpoints ? 'Stopped.' : 'Nothing runs.');
  return 0;
}

stop().then(
  (status) => process.exit(status),
  (err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  },
);
