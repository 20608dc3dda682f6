import { Command, InvalidArgumentError, Option } from 'commander';
import { findEndpoints, type Endpoints } from '../stack/endpoints';
import { endpointsFile, stateDir } from '../lib/paths';
import { logTo, type Log } from '../lib/progress';
import { seedOnce } from '../stack/seed-once';
import { AlreadyRuns, createStack } from '../stack/stack';
import { untilStopped } from '../processes/until-stopped';

interface StartOptions {
  port: number;
  seed: boolean;
  fresh: boolean;
  only?: 'infra';
  json: boolean;
}

function portNumber(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number up to 65535.');
  return port;
}

new Command('npm start --')
  .description(
    'Runs the marketplace on this machine, with real sidecars, until Ctrl-C.',
  )
  .option(
    '--port <port>',
    'port of the public API; if it is taken, the next free one is used',
    portNumber,
    8080,
  )
  .option('--no-seed', 'without the sample catalogue')
  .option('--fresh', 'start with empty state', false)
  .addOption(
    new Option(
      '--only <part>',
      'databases, the Dapr control plane and Jaeger only',
    ).choices(['infra']),
  )
  .option(
    '--json',
    'prints the endpoints as one JSON object when ready; progress goes to standard error',
    false,
  )
  .action(async (options: StartOptions) => {
    process.exitCode = await start(options);
    process.exit();
  })
  .parseAsync()
  .catch((err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  });

async function start({
  port,
  fresh,
  only,
  json,
  seed,
}: StartOptions): Promise<number> {
  const log = logTo(json ? process.stderr : process.stdout);
  const stopped = untilStopped();
  const dir = stateDir();
  const infraOnly = only === 'infra';
  const stack = createStack({
    stateDir: dir,
    apiPort: port,
    fresh,
    infraOnly,
    env: process.env,
    log,
  });
  const bringUp = async () => {
    const began = Date.now();
    const endpoints = await stack.start();
    log(`\nReady after ${((Date.now() - began) / 1_000).toFixed(1)} s\n`);
    if (seed && !infraOnly) await seedOnce(endpoints, dir, log);
    announce(endpoints, { json, log, infraOnly });
  };
  try {
    const reason = await Promise.race([bringUp().then(() => stopped), stopped]);
    log(`Stopping (${reason})`);
    return 0;
  } catch (err) {
    if (err instanceof AlreadyRuns)
      return await alreadyRuns(err, dir, json, log);
    log(err instanceof Error ? err.message : String(err));
    log('`npm run doctor` lists what is missing.');
    return 1;
  } finally {
    await stack.stop();
  }
}

async function alreadyRuns(
  { message }: AlreadyRuns,
  dir: string,
  json: boolean,
  log: Log,
): Promise<number> {
  const endpoints = await findEndpoints(endpointsFile(dir));
  log(
    `${message}${endpoints ? ` at ${endpoints.urls.api}` : ''}; npm stop stops it.`,
  );
  if (json && endpoints) process.stdout.write(`${JSON.stringify(endpoints)}\n`);
  return 0;
}

function announce(
  endpoints: Endpoints,
  { json, log, infraOnly }: { json: boolean; log: Log; infraOnly: boolean },
): void {
  const { urls, demo } = endpoints;
  const rows = infraOnly
    ? {
        MongoDB: urls.mongodb,
        Redis: urls.redis,
        'Redis of events': urls.eventsRedis,
      }
    : {
        Shop: `${urls.api}/`,
        'API docs': urls.docs,
        Vendor: `${demo.vendorEmail}  password: ${demo.vendorPassword}`,
        Operator: `the operator-key in ${demo.operatorKeyFile}`,
      };
  const all = {
    ...rows,
    Jaeger: urls.jaeger ?? 'not available',
    Stop: 'Ctrl-C, or npm stop',
  };
  for (const [name, value] of Object.entries(all))
    log(`  ${name.padEnd(10)}  ${value}`);
  log('');
  if (json) process.stdout.write(`${JSON.stringify(endpoints)}\n`);
}
