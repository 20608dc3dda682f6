import { mkdir } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { isolatedEnv } from '../lib/test-isolation';
import { faketimeLibrary } from '../processes/clock';
import { endpointsFile, soakStateDir } from '../lib/paths';
import { logTo } from '../lib/progress';
import { createStack } from '../stack/stack';
import { untilStopped } from '../processes/until-stopped';

const log = logTo(process.stdout);

function above(least: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!(number > least))
      throw new InvalidArgumentError(`It must be a number above ${least}.`);
    return number;
  };
}

interface SoakOptions {
  minutes: number;
  seed: number;
  shoppers: number;
}

new Command('npm run soak --')
  .description(
    'Runs shoppers against two inventory replicas while processes are killed and paused, then checks the stock.',
  )
  .option('--minutes <n>', 'how long to run', above(0), 10)
  .option(
    '--seed <n>',
    'random seed; each round adds one',
    above(-1),
    Date.now() % 1_000_000,
  )
  .option('--shoppers <n>', 'how many shoppers run at once', above(0), 64)
  .action(async (options: SoakOptions) => process.exit(await soak(options)))
  .parseAsync()
  .catch((err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  });

/** Starts a separate marketplace, so one that is running is left alone. */
async function soak({ minutes, seed, shoppers }: SoakOptions): Promise<number> {
  const stateDir = soakStateDir();
  await mkdir(stateDir, { recursive: true });
  const stopSignal = untilStopped();
  let stopped = false;
  void stopSignal.then(() => (stopped = true));
  const stack = createStack({
    stateDir,
    fresh: true,
    env: isolatedEnv(process.env),
    log,
    replicaCounts: { inventory: 2 },
    faketime: faketimeLibrary(),
  });
  try {
    if (typeof (await Promise.race([stack.start(), stopSignal])) === 'string')
      return 130;
    process.env['SOUK_ENDPOINTS'] = endpointsFile(stateDir);
    const shopping = await import('@souk/tests/lib/shoppers/soak');
    const right = await shopping.soak({
      replicas: stack,
      minutes,
      seed,
      shoppers,
      log,
      stopped: () => stopped,
    });
    return right ? 0 : 1;
  } catch (err) {
    log(err instanceof Error ? (err.stack ?? err.message) : String(err));
    return 1;
  } finally {
    await stack.stop();
  }
}
