import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessStatus } from './process-status';
import {
  supervise,
  type SupervisedProcess,
  type ProcessSpec,
} from './supervised-process';

const LOG_ROTATES_AT_BYTES = 20_000_000;

export interface Supervisor {
  /**
   * Resolves when the process is ready; it is kept alive from then on.
   * @throws Error when it does not stay up.
   */
  start(spec: ProcessSpec): Promise<void>;
  /** Stops one process and forgets it; it can be started again. */
  end(name: string): Promise<void>;
  /** Stops all processes, stage by stage; those in no stage first. */
  stop(order: string[][]): Promise<void>;
  statuses(): Record<string, ProcessStatus>;
}

export interface SupervisorOptions {
  logDir: string;
  log: (line: string) => void;
  onChange: () => void;
}

export function createSupervisor({
  logDir,
  log,
  onChange,
}: SupervisorOptions): Supervisor {
  const processes = new Map<string, SupervisedProcess>();
  let stopping = false;
  mkdirSync(logDir, { recursive: true });

  return {
    async start(spec) {
      if (stopping)
        throw new Error(
          `${spec.name} cannot start: everything is being stopped`,
        );
      const logFile = join(logDir, `${spec.name}.log`);
      if (existsSync(logFile) && statSync(logFile).size > LOG_ROTATES_AT_BYTES)
        renameSync(logFile, `${logFile}.1`);
      const supervised = supervise(spec, { logFile, log, onChange });
      processes.set(spec.name, supervised);
      await supervised.start();
    },
    async end(name) {
      await processes.get(name)?.stop();
      processes.delete(name);
      onChange();
    },
    async stop(order) {
      stopping = true;
      const named = new Set(order.flat());
      const others = [...processes.keys()].filter((name) => !named.has(name));
      for (const stage of [others, ...order])
        await Promise.all(
          stage.map(async (name) => processes.get(name)?.stop()),
        );
    },
    statuses: () =>
      Object.fromEntries(
        [...processes].map(([name, one]) => [name, one.status()]),
      ),
  };
}
