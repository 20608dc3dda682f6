import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface ChildServer {
  origin: string;
  pid: number;
  close(): Promise<void>;
}

/**
 * Runs a server in a process of its own, so that it and the load do not share a
 * thread. The script gets `given` as its first message and answers with its
 * port; what it logs is dropped.
 */
export async function childServer(
  script: string,
  given: object,
  env: Record<string, string> = {},
): Promise<ChildServer> {
  const child = fork(script, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  child.send(given);
  const [port] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error(`${script} ended`))),
  ])) as [number];
  return {
    pid: child.pid ?? 0,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      child.kill();
      await exited;
    },
  };
}
