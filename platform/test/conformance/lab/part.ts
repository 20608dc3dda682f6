import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { until } from '../../../src/testing/until';

export interface PartOptions {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  logFile: string;
  /** Rejects, or says false, until the part can be used. */
  ready: () => Promise<boolean>;
}

/**
 * One process of the laboratory; it can be killed and started again on the same
 * ports.
 */
export interface Part {
  start(): Promise<void>;
  /** Ends it and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

const STOP_MS = 15_000;

export function part({
  name,
  command,
  args,
  env = {},
  logFile,
  ready,
}: PartOptions): Part {
  let running: ChildProcess | undefined;
  const lastWords = () => readFileSync(logFile, 'utf8').slice(-1_500);
  return {
    async start() {
      const out = openSync(logFile, 'a');
      const child = spawn(command, args, {
        stdio: ['ignore', out, out],
        env: { ...process.env, ...env },
      });
      closeSync(out);
      running = child;
      await until(
        `${name} to be ready`,
        () => child.exitCode !== null || ready(),
        25_000,
      );
      if (child.exitCode !== null)
        throw new Error(`${name} ended with ${child.exitCode}: ${lastWords()}`);
    },
    signal: (signal) => void running?.kill(signal),
    async end(signal) {
      const child = running;
      running = undefined;
      if (!child || child.exitCode !== null || child.signalCode !== null)
        return;
      const gone = once(child, 'exit');
      child.kill(signal);
      const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(impatience);
    },
  };
}
