import { Command, InvalidArgumentError, Option } from 'commander';
import { findEndpoints, type Endpoints } from './endpoints';
import { endpointsFile, stateDir } from './paths';
import { sayTo, type Say } from './progress';
import { AlreadyRuns, createStack } from './stack';
import { untilStopped } from './until-stopped';

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
  .description('Brings the marketplace up on this machine, on real sidecars, until Ctrl-C.')
  .option('--port <port>', 'of the public API; a taken one moves on to the next free one', portNumber, 8080)
  .option('--no-seed', 'without the sample catalogue')
  .option('--fresh', 'with empty state', false)
  .addOption(new Option('--only <part>', 'databases, the Dapr control plane and Jaeger only').choices(['infra']))
  .option('--json', 'prints the endpoints as one JSON object when ready; progress goes to standard error', false)
  .action(async (options: StartOptions) => {
    process.exitCode = await start(options);
    process.exit();
  })
  .parseAsync()
  .catch((err: unknown) => {
    console.error(err instanceof Error ? err.message : err);
    process.exit(1);
  });

async function start({ port, fresh, only, json }: StartOptions): Promise<number> {
  const say = sayTo(json ? process.stderr : process.stdout);
  const stopped = untilStopped();
  const dir = stateDir();
  const stack = createStack({ stateDir: dir, apiPort: port, fresh, infraOnly: only === 'infra', env: process.env, say });
  const began = Date.now();
  const outcome = await Promise.race([
    stack.start().then(
      (endpoints) => ({ endpoints }),
      (error: unknown) => ({ error }),
    ),
    stopped.then((reason) => ({ reason })),
  ]);
  if ('error' in outcome && outcome.error instanceof AlreadyRuns) return alreadyRuns(outcome.error, dir, json, say);
  if ('endpoints' in outcome) {
    announce(outcome.endpoints, { json, say, infraOnly: only === 'infra', seconds: (Date.now() - began) / 1_000 });
  } else if ('error' in outcome) {
    say(outcome.error instanceof Error ? outcome.error.message : String(outcome.error));
    say('`npm run doctor` tells what is missing.');
  }
  if (!('error' in outcome)) say(`Stopping (${await stopped})`);
  await stack.stop();
  say('Stopped.');
  return 'error' in outcome ? 1 : 0;
}

async function alreadyRuns({ message }: AlreadyRuns, dir: string, json: boolean, say: Say): Promise<number> {
  const endpoints = await findEndpoints(endpointsFile(dir));
  say(`${message}${endpoints ? ` and answers at ${endpoints.urls.api}` : ''}; npm stop ends it.`);
  if (json && endpoints) process.stdout.write(`${JSON.stringify(endpoints)}\n`);
  return 0;
}

interface Announcement {
  json: boolean;
  say: Say;
  infraOnly: boolean;
  seconds: number;
}

function announce(endpoints: Endpoints, { json, say, infraOnly, seconds }: Announcement): void {
  const { urls, demo } = endpoints;
  const rows = infraOnly
    ? { MongoDB: urls.mongodb, Redis: urls.redis }
    : {
        'Shop API': `${urls.api}/api/products`,
        'API docs': urls.docs,
        Vendor: `${demo.vendorEmail}  password: ${demo.vendorPassword}`,
        Operator: `the operator-key in ${demo.operatorKeyFile}`,
      };
  const all = { ...rows, Jaeger: urls.jaeger ?? 'not here', Stop: 'Ctrl-C, or npm stop' };
  say(`\nReady after ${seconds.toFixed(1)} s\n`);
  for (const [name, value] of Object.entries(all)) say(`  ${name.padEnd(10)}  ${value}`);
  say('');
  if (json) process.stdout.write(`${JSON.stringify(endpoints)}\n`);
}
