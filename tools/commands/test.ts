import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { apart } from '../lib/test-isolation';
import { faketimeLibrary } from '../processes/clock';
import { serveControl } from '../stack/replica-control';
import { endpointsFile, ROOT, testStateDir } from '../lib/paths';
import type { Endpoints } from '../stack/endpoints';
import { sayTo } from '../lib/progress';
import { signalGroup } from '../processes/signals';
import { AlreadyRuns, createStack } from '../stack/stack';
import { untilStopped } from '../processes/until-stopped';

const say = sayTo(process.stderr);

/**
 * A marketplace of its own, empty and on its own ports, for the length of one
 * jest run.
 */
async function test(args: string[]): Promise<number> {
  const stateDir = testStateDir();
  await mkdir(stateDir, { recursive: true });
  const stopped = untilStopped();
  const stack = createStack({
    stateDir,
    fresh: true,
    env: apart(process.env),
    say,
    faketime: faketimeLibrary(),
  });
  const control = await serveControl(stack);
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
    say(err instanceof Error ? err.message : String(err));
    if (err instanceof AlreadyRuns)
      say('Another `npm test` is under way in this checkout.');
    return 1;
  } finally {
    control.close();
    await stack.stop();
  }
}

/**
 * Runs every ring in one process, so that there is one summary; its status is
 * the status.
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
