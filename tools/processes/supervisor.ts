import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PartStatus } from '../stack/endpoints';
import { supervise, type Part, type PartSpec } from './supervised-process';

const LOG_ROTATES_AT_BYTES = 20_000_000;

export interface Supervisor {
  /**
   * Resolves when the part is ready; from then on it is kept alive. @throws
   * Error when it does not stay up.
   */
  start(spec: PartSpec): Promise<void>;
  /** Stops one part for good and forgets it; it can be started anew. */
  end(name: string): Promise<void>;
  /**
   * Stage by stage, the parts of a stage together; what no stage names is
   * stopped first.
   */
  stop(order: string[][]): Promise<void>;
  statuses(): Record<string, PartStatus>;
}

export interface SupervisorOptions {
  logDir: string;
  say: (line: string) => void;
  changed: () => void;
}

export function createSupervisor({
  logDir,
  say,
  changed,
}: SupervisorOptions): Supervisor {
  const parts = new Map<string, Part>();
  let stopping = false;
  mkdirSync(logDir, { recursive: true });

  return {
    async start(spec) {
      if (stopping) throw new Error(`${spec.name} is not started any more`);
      const log = join(logDir, `${spec.name}.log`);
      if (existsSync(log) && statSync(log).size > LOG_ROTATES_AT_BYTES)
        renameSync(log, `${log}.1`);
      const part = supervise(spec, { log, say, changed });
      parts.set(spec.name, part);
      await part.start();
    },
    async end(name) {
      await parts.get(name)?.stop();
      parts.delete(name);
      changed();
    },
    async stop(order) {
      stopping = true;
      const named = new Set(order.flat());
      const others = [...parts.keys()].filter((name) => !named.has(name));
      for (const stage of [others, ...order])
        await Promise.all(stage.map(async (name) => parts.get(name)?.stop()));
    },
    statuses: () =>
      Object.fromEntries(
        [...parts].map(([name, part]) => [name, part.status()]),
      ),
  };
}
