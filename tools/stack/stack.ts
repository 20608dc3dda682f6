import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { APPS, STOP_ORDER } from './apps';
import { bundleServices } from '../package/bundle';
import { acquireLock, type ProcessLock } from '../processes/process-lock';
import { findEndpoints, writeEndpoints, type Endpoints } from './endpoints';
import { createReplicas, type Replicas, type ReplicaCounts } from './replicas';
import { INFRA_PORTS, startInfra } from './infra';
import {
  initialEndpoints,
  withInfra,
  type KnownEndpoints,
} from './known-endpoints';
import { stopOrphans } from './orphans';
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
import type { Log } from '../lib/progress';
import { localSecrets, secret } from './secrets-file';
import { replicaPorts } from './services';
import { createSupervisor } from '../processes/supervisor';
import { builtPages } from '../package/web';

export interface StackOptions {
  stateDir: string;
  /** Or the next free port; any port when absent. */
  apiPort?: number;
  /** Without the services. */
  infraOnly?: boolean;
  replicaCounts?: ReplicaCounts;
  /** The library that shifts the clocks of all replicas but the first. */
  faketime?: string | undefined;
  /** Delete what earlier runs stored. */
  fresh?: boolean;
  env: NodeJS.ProcessEnv;
  log: Log;
}

/** Another supervisor uses this state directory. */
export class AlreadyRuns extends Error {
  override readonly name = 'AlreadyRuns';
  constructor(readonly holder: ProcessIdentity) {
    super(`The marketplace is already running as process ${holder.pid}`);
  }
}

export interface Stack extends Pick<Replicas, 'scale' | 'restart'> {
  /**
   * @throws AlreadyRuns; Error when a process is missing or does not stay up.
   * Call `stop` in both cases.
   */
  start(): Promise<Endpoints>;
  stop(): Promise<void>;
}

/**
 * One marketplace on this machine: its processes, ports, secrets and endpoints
 * file.
 */
export function createStack(options: StackOptions): Stack {
  const {
    stateDir,
    infraOnly = false,
    fresh = false,
    env,
    log,
    replicaCounts = {},
    faketime,
  } = options;
  let lock: ProcessLock | undefined;
  let replicas: Replicas | undefined;
  let known: KnownEndpoints | undefined;
  const publish = () => {
    if (known)
      writeEndpoints(endpointsFile(stateDir), {
        ...known,
        parts: supervisor.statuses(),
      });
  };
  const supervisor = createSupervisor({
    logDir: logDir(stateDir),
    log,
    onChange: publish,
  });

  return {
    async start() {
      lock = await lockStateDir(stateDir, log);
      await stopOrphans(stateDir, log);
      if (fresh) await deleteState(stateDir);
      const { secrets, ports, portsFile, apiHeld } = await prepare(options);
      const { port } = apiHeld;
      known = initialEndpoints(
        stateDir,
        port,
        secret(secrets, 'demo-vendor-password'),
      );
      const [infra, webDir] = await Promise.all([
        startInfra({
          env,
          cache: cacheDir(env),
          stateDir,
          ports,
          log,
          supervisor,
        }),
        infraOnly ? '' : builtPages(env, log),
        infraOnly ? undefined : bundleServices(APPS.map(({ id }) => id)),
      ]);
      known = withInfra(known, infra);
      publish();
      await apiHeld.release();
      replicas = createReplicas({
        env,
        stateDir,
        ports,
        apiPort: port,
        infra,
        secrets,
        faketime,
        webDir,
        portsFile,
        replicaCounts,
        log,
        supervisor,
      });
      if (!infraOnly) await replicas.start();
      return { ...known, parts: supervisor.statuses() };
    },
    scale: async (app, count) => replicas?.scale(app, count),
    restart: async (app, n) => replicas?.restart(app, n),
    async stop() {
      if (!lock) return; // another process runs it, or none
      if (known) known = { ...known, stopping: true };
      publish();
      await supervisor.stop(STOP_ORDER);
      await rm(endpointsFile(stateDir), { force: true });
      await lock.release();
      log('Stopped.');
    },
  };
}

/** Secrets and ports, with the port of the API held until it is needed. */
async function prepare({ stateDir, apiPort, log }: StackOptions) {
  const secrets = await localSecrets(secretsFile(stateDir));
  const portsFile = join(runDir(stateDir), 'ports.json');
  const servicePorts = APPS.flatMap(({ id }) => replicaPorts(id));
  const ports = await choosePorts(portsFile, [
    'api',
    ...INFRA_PORTS,
    ...servicePorts,
  ]);
  const apiHeld = await holdApiPort(apiPort ?? ports('api'), log);
  return { secrets, ports, portsFile, apiHeld };
}

/** Waits for a holder that is stopping. */
async function lockStateDir(stateDir: string, log: Log): Promise<ProcessLock> {
  for (let announced = false; ; announced = true) {
    const lock = await acquireLock(join(runDir(stateDir), 'supervisor.lock'));
    if ('release' in lock) return lock;
    const theirs = await findEndpoints(endpointsFile(stateDir));
    if (theirs && !theirs.stopping) throw new AlreadyRuns(lock);
    if (!announced) log(`Waiting for process ${lock.pid} to stop`);
    await delay(200);
  }
}

/** Everything but the logs. */
async function deleteState(stateDir: string): Promise<void> {
  for (const path of [
    dataDir(stateDir),
    runDapr(stateDir),
    secretsFile(stateDir),
  ])
    await rm(path, { recursive: true, force: true });
}

async function holdApiPort(wanted: number, log: Log): Promise<HeldPort> {
  const held = await holdPort(wanted);
  if (held.port !== wanted)
    log(`Port ${wanted} is taken: the API is on ${held.port}`);
  return held;
}
