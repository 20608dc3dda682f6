import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { APPS, STOP_ORDER } from './apps';
import { bundleServices } from '../package/bundle';
import { claim, type Claim } from '../processes/process-lock';
import { findEndpoints, writeEndpoints, type Endpoints } from './endpoints';
import { createFleet, type Fleet, type Replicas } from './replicas';
import { INFRA_PORTS, startInfra } from './infra';
import { begun, withInfra, type Known } from './known-endpoints';
import { endLeftovers } from '../processes/orphans';
import {
  cacheDir,
  dataDir,
  endpointsFile,
  logDir,
  runDapr,
  runDir,
  secretsFile,
} from '../lib/paths';
import { choosePorts, holdPort, type HeldPort } from '../processes/ports';
import type { ProcessIdentity } from '../processes/signals';
import type { Say } from '../lib/progress';
import { localSecrets, secret } from './secrets-file';
import { replicaPorts } from './services';
import { createSupervisor } from '../processes/supervisor';
import { builtPages } from '../package/web';

export interface StackOptions {
  stateDir: string;
  /** Or the next free one; without it, any. */
  apiPort?: number;
  /** Without the services. */
  infraOnly?: boolean;
  replicas?: Replicas;
  /** The library that can shift the clocks of further replicas. */
  faketime?: string | undefined;
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

export interface Stack extends Pick<Fleet, 'scale' | 'restart'> {
  /**
   * @throws AlreadyRuns; @throws Error when a part cannot be had or does not
   * stay up. Call `stop` then as well.
   */
  start(): Promise<Endpoints>;
  stop(): Promise<void>;
}

/**
 * The whole of one marketplace on this machine: its parts, ports, secrets and
 * the file that tells where they are.
 */
export function createStack(options: StackOptions): Stack {
  const {
    stateDir,
    apiPort,
    infraOnly = false,
    fresh = false,
    env,
    say,
    replicas = {},
    faketime,
  } = options;
  let held: Claim | undefined;
  let apiHeld: HeldPort | undefined;
  let fleet: Fleet | undefined;
  let known: Known | undefined;
  const publish = () => {
    if (known)
      writeEndpoints(endpointsFile(stateDir), {
        ...known,
        parts: supervisor.statuses(),
      });
  };
  const supervisor = createSupervisor({
    logDir: logDir(stateDir),
    say,
    changed: publish,
  });

  return {
    async start() {
      held = await claimState(stateDir, say);
      await endLeftovers(stateDir, say);
      if (fresh) await forget(stateDir);
      const secrets = await localSecrets(secretsFile(stateDir));
      const portsFile = join(runDir(stateDir), 'ports.json');
      const servicePorts = APPS.flatMap(({ id }) => replicaPorts(id));
      const ports = await choosePorts(portsFile, [
        'api',
        ...INFRA_PORTS,
        ...servicePorts,
      ]);
      apiHeld = await holdApiPort(apiPort ?? ports('api'), say);
      const { port } = apiHeld;
      known = begun(stateDir, port, secret(secrets, 'demo-vendor-password'));
      const [infra, webDir] = await Promise.all([
        startInfra({
          env,
          cache: cacheDir(env),
          stateDir,
          ports,
          say,
          supervisor,
        }),
        infraOnly ? '' : builtPages(env, say),
        infraOnly ? undefined : bundleServices(APPS.map(({ id }) => id)),
      ]);
      known = withInfra(known, infra);
      publish();
      await apiHeld.release();
      const services = {
        env,
        stateDir,
        ports,
        apiPort: port,
        infra,
        secrets,
        faketime,
        webDir,
      };
      fleet = createFleet({
        ...services,
        portsFile,
        replicas,
        say,
        supervisor,
      });
      if (!infraOnly) await fleet.start();
      return { ...known, parts: supervisor.statuses() };
    },
    scale: async (app, count) => fleet?.scale(app, count),
    restart: async (app, n) => fleet?.restart(app, n),
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
  for (const path of [
    dataDir(stateDir),
    runDapr(stateDir),
    secretsFile(stateDir),
  ])
    await rm(path, { recursive: true, force: true });
}

async function holdApiPort(wanted: number, say: Say): Promise<HeldPort> {
  const held = await holdPort(wanted);
  if (held.port !== wanted)
    say(`Port ${wanted} is taken: the API is on ${held.port}`);
  return held;
}
