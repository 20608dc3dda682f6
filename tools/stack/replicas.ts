import { setTimeout as delay } from 'node:timers/promises';
import {
  APPS,
  MOST_REPLICAS,
  replicaOf,
  sidecarOf,
  type LocalApp,
} from './apps';
import type { PartSpec } from '../processes/supervised-process';
import { choosePorts } from '../processes/ports';
import { answers } from '../processes/probe';
import type { Say } from '../lib/progress';
import {
  replicaPorts,
  serviceSpec,
  sidecarSpec,
  type ServicesOptions,
} from './services';
import type { Supervisor } from '../processes/supervisor';

/**
 * How many processes of which app; of those that are not named there is one.
 */
export type Replicas = Record<string, number>;

/** The services as they run: each replica is a process and its sidecar. */
export interface Fleet {
  /** All services at the same time: each of them waits for what it needs. */
  start(): Promise<void>;
  /**
   * Starts or stops the last replicas of an app until there are so many, one
   * after another as a rolling update does.
   */
  scale(app: string, count: number): Promise<void>;
  /** Stops one replica, the sidecar before its app, and starts it again. */
  restart(app: string, n: number): Promise<void>;
}

export interface FleetOptions extends ServicesOptions {
  supervisor: Supervisor;
  portsFile: string;
  replicas: Replicas;
  say: Say;
}

export function createFleet(options: FleetOptions): Fleet {
  const { supervisor, portsFile, replicas, say } = options;
  const running = new Map<string, number>();
  const up = async (app: LocalApp, n: number) => {
    const name = replicaOf(app.id, n);
    // Only the first ones have had theirs chosen.
    const ports =
      n === 0 ? options.ports : await further(options.ports, portsFile, name);
    const own = { ...options, ports };
    const [sidecar, service] = await Promise.all([
      sidecarSpec({ app, n }, own),
      serviceSpec({ app, n }, own),
    ]);
    const serving = supervisor.start(service);
    // A sidecar is found by the others as soon as it runs, and what they send
    // it is lost on an app that does not listen yet. An app with secrets reads
    // them from its sidecar before it listens.
    if (app.secrets.length === 0) await listens(service, serving);
    await Promise.all([serving, supervisor.start(sidecar)]);
    say(`  ${name.padEnd(11)} ready`);
  };
  const down = async (app: string, n: number) => {
    await supervisor.end(sidecarOf(replicaOf(app, n)));
    await supervisor.end(replicaOf(app, n));
  };
  const startAll = async (app: LocalApp) => {
    const count = replicas[app.id] ?? 1;
    await Promise.all(Array.from({ length: count }, (_, n) => up(app, n)));
    running.set(app.id, count);
  };
  return {
    async start() {
      await Promise.all(APPS.map(startAll));
    },
    async scale(id, count) {
      const app = found(id);
      if (!(count >= 1 && count <= MOST_REPLICAS))
        throw new Error(
          `There can be 1 to ${MOST_REPLICAS} replicas, not ${count}`,
        );
      const has = () => running.get(id) ?? 0;
      while (has() < count) {
        await up(app, has());
        running.set(id, has() + 1);
      }
      while (has() > count) {
        running.set(id, has() - 1);
        await down(id, has());
      }
    },
    async restart(id, n) {
      const app = found(id);
      if (n >= (running.get(id) ?? 0))
        throw new Error(`There is no replica ${n} of ${id}`);
      await down(id, n);
      await up(app, n);
    },
  };
}

/** Resolves when the app answers at all. @throws what its start throws. */
async function listens(
  { port }: PartSpec,
  start: Promise<void>,
): Promise<void> {
  const started = start.then(() => true);
  started.catch(() => undefined); // told by whoever waits for the start itself
  const waited = () => delay(25).then(() => false);
  while (!(await answers(`http://127.0.0.1:${port}/livez`)))
    if (await Promise.race([started, waited()])) return;
}

function found(id: string): LocalApp {
  const app = APPS.find((one) => one.id === id);
  if (!app) throw new Error(`There is no app ${id}`);
  return app;
}

async function further(
  known: ServicesOptions['ports'],
  file: string,
  replica: string,
): Promise<ServicesOptions['ports']> {
  const names = replicaPorts(replica);
  const more = await choosePorts(file, names);
  return (name) => (names.includes(name) ? more(name) : known(name));
}
