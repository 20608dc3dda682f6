import { mkdir } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { apart } from '../lib/test-isolation';
import { faketimeLibrary } from '../processes/clock';
import { endpointsFile, soakStateDir } from '../lib/paths';
import { sayTo } from '../lib/progress';
import { createStack } from '../stack/stack';
import { untilStopped } from '../processes/until-stopped';

const say = sayTo(process.stdout);

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
    'Shops at two replicas of inventory while parts are killed and paused, and has a checker judge what came of it.',
  )
  .option('--minutes <n>', 'how long', above(0), 10)
  .option(
    '--seed <n>',
    'what chance decides by; each round adds one',
    above(-1),
    Date.now() % 1_000_000,
  )
  .option('--shoppers <n>', 'how many at once', above(0), 64)
  .action(async (options: SoakOptions) => process.exit(await soak(options)))
  .parseAsync()
  .catch((err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  });

/** A marketplace of its own, beside a running one. */
async function soak({ minutes, seed, shoppers }: SoakOptions): Promise<number> {
  const stateDir = soakStateDir();
  await mkdir(stateDir, { recursive: true });
  const told = untilStopped();
  let stopped = false;
  void told.then(() => (stopped = true));
  const stack = createStack({
    stateDir,
    fresh: true,
    env: apart(process.env),
    say,
    replicas: { inventory: 2 },
    faketime: faketimeLibrary(),
  });
  try {
    if (typeof (await Promise.race([stack.start(), told])) === 'string')
      return 130;
    process.env['SOUK_ENDPOINTS'] = endpointsFile(stateDir);
    const shopping = await import('@souk/tests/lib/shoppers/soak');
    const right = await shopping.soak({
      fleet: stack,
      minutes,
      seed,
      shoppers,
      say,
      stopped: () => stopped,
    });
    return right ? 0 : 1;
  } catch (err) {
    say(err instanceof Error ? (err.stack ?? err.message) : String(err));
    return 1;
  } finally {
    await stack.stop();
  }
}
