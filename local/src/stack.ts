import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { APPS, STOP_ORDER } from './apps';
import { bundleServices } from './bundle';
import { claim, type Claim } from './claim';
import { findEndpoints, writeEndpoints, type Endpoints } from './endpoints';
import { INFRA_PORTS, startInfra, type Infra } from './infra';
import { endLeftovers } from './leftovers';
import { cacheDir, dataDir, endpointsFile, logDir, runDir, secretsFile } from './paths';
import { choosePorts, nextFree } from './ports';
import { identify, type ProcessIdentity } from './processes';
import type { Say } from './progress';
import { localSecrets, secret } from './secrets-file';
import { SERVICE_PORTS, startServices } from './services';
import { createSupervisor } from './supervisor';

export const DEMO_EMAIL = 'demo@souk.example';

export interface StackOptions {
  stateDir: string;
  apiPort: number;
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
  let known: Omit<Endpoints, 'parts'> | undefined;
  const publish = () => {
    if (known) writeEndpoints(endpointsFile(stateDir), { ...known, parts: supervisor.statuses() });
  };
  const supervisor = createSupervisor({ logDir: logDir(stateDir), say, changed: publish });

  return {
    async start() {
      held = await claimState(stateDir, say);
      await endLeftovers(stateDir, say);
      if (fresh)
        await Promise.all([rm(dataDir(stateDir), { recursive: true, force: true }), rm(secretsFile(stateDir), { force: true })]);
      const secrets = await localSecrets(secretsFile(stateDir));
      const ports = await choosePorts(join(runDir(stateDir), 'ports.json'), [...INFRA_PORTS, ...SERVICE_PORTS]);
      const port = await portFor(apiPort, say);
      const api = `http://127.0.0.1:${port}`;
      known = {
        startedAt: new Date().toISOString(),
        pid: process.pid,
        supervisor: identify(process.pid) ?? { pid: process.pid, started: '', program: '' },
        urls: { api, docs: `${api}/api/docs`, mongodb: '', redis: '' },
        binDir: '',
        demo: {
          vendorEmail: DEMO_EMAIL,
          vendorPassword: secret(secrets, 'demo-vendor-password'),
          operatorKeyFile: secretsFile(stateDir),
        },
      };
      const bundled = infraOnly ? Promise.resolve() : bundleServices(APPS.map(({ id }) => id));
      const [infra] = await Promise.all([startInfra({ env, cache: cacheDir(env), stateDir, ports, say, supervisor }), bundled]);
      known = withInfra(known, infra);
      publish();
      if (!infraOnly) await startServices({ env, stateDir, ports, say, supervisor, apiPort: port, infra, secrets });
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

async function portFor(wanted: number, say: Say): Promise<number> {
  const port = await nextFree(wanted);
  if (port !== wanted) say(`Port ${wanted} is taken: the API is on ${port}`);
  return port;
}

function withInfra(known: Omit<Endpoints, 'parts'>, { binDir, mongodb, redis, jaeger, otlp }: Infra): Omit<Endpoints, 'parts'> {
  const traces = { ...(jaeger ? { jaeger } : {}), ...(otlp ? { otlp } : {}) };
  return { ...known, binDir, urls: { ...known.urls, mongodb, redis: `${redis.hostname}:${redis.port || '6379'}`, ...traces } };
}
