import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { APPS, STOP_ORDER } from './apps';
import { bundleServices } from './bundle';
import { claim, type Claim } from './claim';
import { findEndpoints, writeEndpoints, type Endpoints } from './endpoints';
import { INFRA_PORTS, startInfra, type Infra } from './infra';
import { endLeftovers } from './leftovers';
import { cacheDir, dataDir, endpointsFile, logDir, runDapr, runDir, secretsFile } from './paths';
import { choosePorts, holdPort, type HeldPort } from './ports';
import { identify, type ProcessIdentity } from './processes';
import type { Say } from './progress';
import { localSecrets, secret } from './secrets-file';
import { SERVICE_PORTS, startServices } from './services';
import { createSupervisor } from './supervisor';
import { builtPages } from './web';

const DEMO_EMAIL = 'demo@souk.example';

export interface StackOptions {
  stateDir: string;
  /** Or the next free one; without it, any. */
  apiPort?: number;
  /** Without the services. */
  infraOnly?: boolean;
  /** Forget what earlier runs stored. */
  fresh?: boolean;
  env: NodeJS.ProcessEnv;
  say: Say;
}

/** Another supervisor has this state directory. */
export class AlreadyRuns extends Error {
  override readonly name = 'AlreadyRuns';
  constructor(readonly holder: ProcessIdentity) {
    super(`The marketplace runs already as process ${holder.pid}`);
  }
}

export interface Stack {
  /** @throws AlreadyRuns; @throws Error when a part cannot be had or does not stay up. Call `stop` then as well. */
  start(): Promise<Endpoints>;
  stop(): Promise<void>;
}

/** The whole of one marketplace on this machine: its parts, ports, secrets and the file that tells where they are. */
export function createStack({ stateDir, apiPort, infraOnly = false, fresh = false, env, say }: StackOptions): Stack {
  let held: Claim | undefined;
  let apiHeld: HeldPort | undefined;
  let known: Omit<Endpoints, 'parts'> | undefined;
  const publish = () => {
    if (known) writeEndpoints(endpointsFile(stateDir), { ...known, parts: supervisor.statuses() });
  };
  const supervisor = createSupervisor({ logDir: logDir(stateDir), say, changed: publish });

  return {
    async start() {
      held = await claimState(stateDir, say);
      await endLeftovers(stateDir, say);
      if (fresh) await forget(stateDir);
      const secrets = await localSecrets(secretsFile(stateDir));
      const ports = await choosePorts(join(runDir(stateDir), 'ports.json'), ['api', ...INFRA_PORTS, ...SERVICE_PORTS]);
      apiHeld = await holdApiPort(apiPort ?? ports('api'), say);
      const { port } = apiHeld;
      known = begun(stateDir, port, secret(secrets, 'demo-vendor-password'));
      const [infra, webDir] = await Promise.all([
        startInfra({ env, cache: cacheDir(env), stateDir, ports, say, supervisor }),
        infraOnly ? '' : builtPages(env, say),
        infraOnly ? undefined : bundleServices(APPS.map(({ id }) => id)),
      ]);
      known = withInfra(known, infra);
      publish();
      await apiHeld.release();
      if (!infraOnly) await startServices({ env, stateDir, ports, say, supervisor, apiPort: port, infra, secrets, webDir });
      return { ...known, parts: supervisor.statuses() };
    },
    async stop() {
      if (!held) return; // another's, or none
      if (known) known = { ...known, stopping: true };
      publish();
      await supervisor.stop(STOP_ORDER);
      await rm(endpointsFile(stateDir), { force: true });
      await held.release();
      say('Stopped.');
    },
  };
}

/** Waits for a holder that is about to end. */
async function claimState(stateDir: string, say: Say): Promise<Claim> {
  for (let told = false; ; told = true) {
    const claimed = await claim(join(runDir(stateDir), 'supervisor.lock'));
    if ('release' in claimed) return claimed;
    const theirs = await findEndpoints(endpointsFile(stateDir));
    if (theirs && !theirs.stopping) throw new AlreadyRuns(claimed);
    if (!told) say(`Waiting for process ${claimed.pid} to stop`);
    await delay(200);
  }
}

/** Everything but the logs. */
async function forget(stateDir: string): Promise<void> {
  for (const path of [dataDir(stateDir), runDapr(stateDir), secretsFile(stateDir)])
    await rm(path, { recursive: true, force: true });
}

/** What is known before anything runs: enough for the next start to find what a crash leaves behind. */
function begun(stateDir: string, port: number, vendorPassword: string): Omit<Endpoints, 'parts'> {
  const supervisor = identify(process.pid);
  if (!supervisor) throw new Error('This process cannot be identified');
  const api = `http://127.0.0.1:${port}`;
  return {
    startedAt: new Date().toISOString(),
    pid: supervisor.pid,
    supervisor,
    urls: { api, docs: `${api}/api/docs`, mongodb: '', redis: '' },
    databasePrefix: '',
    binDir: '',
    demo: { vendorEmail: DEMO_EMAIL, vendorPassword, operatorKeyFile: secretsFile(stateDir) },
  };
}

async function holdApiPort(wanted: number, say: Say): Promise<HeldPort> {
  const held = await holdPort(wanted);
  if (held.port !== wanted) say(`Port ${wanted} is taken: the API is on ${held.port}`);
  return held;
}

function withInfra(
  known: Omit<Endpoints, 'parts'>,
  { binDir, mongodb, databasePrefix, redis, jaeger, otlp }: Infra,
): Omit<Endpoints, 'parts'> {
  const traces = { ...(jaeger ? { jaeger } : {}), ...(otlp ? { otlp } : {}) };
  return { ...known, binDir, databasePrefix, urls: { ...known.urls, mongodb, redis: redis.href, ...traces } };
}
