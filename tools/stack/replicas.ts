import { setTimeout as delay } from 'node:timers/promises';
import {
  APPS,
  MOST_REPLICAS,
  replicaOf,
  sidecarOf,
  type LocalApp,
} from './apps';
import type { ProcessSpec } from '../processes/supervised-process';
import { choosePorts } from '../processes/ports';
import { isHealthy } from '../processes/probe';
import type { Log } from '../lib/progress';
import {
  replicaPorts,
  serviceSpec,
  sidecarSpec,
  type ServicesOptions,
} from './services';
import type { Supervisor } from '../processes/supervisor';

/** The number of replicas by app; one for apps that are not listed. */
export type ReplicaCounts = Record<string, number>;

/** The running services; each replica is a process and its sidecar. */
export interface Replicas {
  /** Starts all services in parallel; each waits for what it needs. */
  start(): Promise<void>;
  /**
   * Starts or stops the last replicas of an app until there are `count`, one at
   * a time as a rolling update does.
   */
  scale(app: string, count: number): Promise<void>;
  /** Stops one replica, the sidecar before its app, and starts it again. */
  restart(app: string, n: number): Promise<void>;
}

export interface ReplicasOptions extends ServicesOptions {
  supervisor: Supervisor;
  portsFile: string;
  replicaCounts: ReplicaCounts;
  log: Log;
}

export function createReplicas(options: ReplicasOptions): Replicas {
  const { supervisor, portsFile, replicaCounts, log } = options;
  const running = new Map<string, number>();
  const inTurn = turnsByApp();
  const startReplica = async (app: LocalApp, n: number) => {
    const name = replicaOf(app.id, n);
    // Ports have been chosen for first replicas only.
    const ports =
      n === 0
        ? options.ports
        : await withReplicaPorts(options.ports, portsFile, name);
    const own = { ...options, ports };
    const [sidecar, service] = await Promise.all([
      sidecarSpec({ app, n }, own),
      serviceSpec({ app, n }, own),
    ]);
    const serving = supervisor.start(service);
    // Other sidecars find a sidecar as soon as it runs, and calls fail until
    // its app listens; so the app starts first. An app with secrets is the
    // exception: it reads them from its sidecar before it listens.
    if (app.secrets.length === 0) await waitUntilListening(service, serving);
    await Promise.all([serving, supervisor.start(sidecar)]);
    log(`  ${name.padEnd(11)} ready`);
  };
  const stopReplica = async (app: string, n: number) => {
    await supervisor.end(sidecarOf(replicaOf(app, n)));
    await supervisor.end(replicaOf(app, n));
  };
  const startAll = async (app: LocalApp) => {
    const count = replicaCounts[app.id] ?? 1;
    await Promise.all(
      Array.from({ length: count }, (_, n) => startReplica(app, n)),
    );
    running.set(app.id, count);
  };
  return {
    async start() {
      await Promise.all(APPS.map(startAll));
    },
    scale: inTurn(async (id, count) => {
      const app = appOf(id);
      if (!(count >= 1 && count <= MOST_REPLICAS))
        throw new Error(
          `There can be 1 to ${MOST_REPLICAS} replicas, not ${count}`,
        );
      const has = () => running.get(id) ?? 0;
      while (has() < count) {
        await startReplica(app, has());
        running.set(id, has() + 1);
      }
      while (has() > count) {
        running.set(id, has() - 1);
        await stopReplica(id, has());
      }
    }),
    restart: inTurn(async (id, n) => {
      const app = appOf(id);
      if (n >= (running.get(id) ?? 0))
        throw new Error(`There is no replica ${n} of ${id}`);
      await stopReplica(id, n);
      await startReplica(app, n);
    }),
  };
}

/**
 * One call of an app at a time: two restarts at once would start two processes
 * for the same port.
 */
function turnsByApp() {
  const last = new Map<string, Promise<void>>();
  return (work: (app: string, n: number) => Promise<void>) =>
    (app: string, n: number): Promise<void> => {
      const before = last.get(app) ?? Promise.resolve();
      const turn = before.then(() => work(app, n));
      last.set(
        app,
        turn.catch(() => undefined),
      );
      return turn;
    };
}

/**
 * Resolves when the app answers.
 * @throws what its start throws.
 */
async function waitUntilListening(
  { port }: ProcessSpec,
  start: Promise<void>,
): Promise<void> {
  const started = start.then(() => true);
  started.catch(() => undefined); // reported by whoever awaits the start
  const waited = () => delay(25).then(() => false);
  while (!(await isHealthy(`http://127.0.0.1:${port}/livez`)))
    if (await Promise.race([started, waited()])) return;
}

function appOf(id: string): LocalApp {
  const app = APPS.find((one) => one.id === id);
  if (!app) throw new Error(`There is no app ${id}`);
  return app;
}

async function withReplicaPorts(
  known: ServicesOptions['ports'],
  file: string,
  replica: string,
): Promise<ServicesOptions['ports']> {
  const names = replicaPorts(replica);
  const more = await choosePorts(file, names);
  return (name) => (names.includes(name) ? more(name) : known(name));
}
