import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isolatedEnv } from '../lib/test-isolation';
import { faketimeLibrary } from '../processes/clock';
import { serveReplicaControl } from '../stack/replica-control';
import { endpointsFile, ROOT, testStateDir } from '../lib/paths';
import type { Endpoints } from '../stack/endpoints';
import { logTo } from '../lib/progress';
import { signalGroup } from '../processes/signals';
import { AlreadyRuns, createStack } from '../stack/stack';
import { untilStopped } from '../processes/until-stopped';

const log = logTo(process.stderr);

/** Starts an empty marketplace on its own ports and runs jest against it. */
async function test(args: string[]): Promise<number> {
  const stateDir = testStateDir();
  await mkdir(stateDir, { recursive: true });
  const stopped = untilStopped();
  const stack = createStack({
    stateDir,
    fresh: true,
    env: isolatedEnv(process.env),
    log,
    faketime: faketimeLibrary(),
  });
  const control = await serveReplicaControl(stack);
  try {
    const endpoints = await Promise.race([stack.start(), stopped]);
    return typeof endpoints === 'string'
      ? 130
      : await jest(
          args,
          { ...endpoints, control: control.url },
          endpointsFile(stateDir),
          stopped,
        );
  } catch (err) {
    log(err instanceof Error ? err.message : String(err));
    if (err instanceof AlreadyRuns)
      log('Another `npm test` is running in this checkout.');
    return 1;
  } finally {
    control.close();
    await stack.stop();
  }
}

/**
 * Runs every jest project in one process, so that there is one summary. Returns
 * jest's exit status.
 */
function jest(
  args: string[],
  { urls, binDir, control }: Endpoints & { control: string },
  file: string,
  stopped: Promise<string>,
): Promise<number> {
  const flags = [
    '--runInBand',
    '--testSequencer',
    join(ROOT, 'tools', 'jest-sequencer.cjs'),
    ...args,
  ];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), ...flags],
    {
      cwd: ROOT,
      detached: true,
      stdio: 'inherit',
      env: {
        ...process.env,
        SOUK_ENDPOINTS: file,
        SOUK_TEST_MONGODB_URI: urls.mongodb,
        SOUK_TEST_REDIS: new URL(urls.redis).host,
        SOUK_BIN_DIR: binDir,
        SOUK_CONTROL: control,
      },
    },
  );
  void stopped.then(
    () => child.pid !== undefined && signalGroup(child.pid, 'SIGTERM'),
  );
  return new Promise((resolve) =>
    child.once('exit', (status) => resolve(status ?? 130)),
  );
}

test(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (err: unknown) => {
    console.error(err);
    process.exit(1);
  },
);
