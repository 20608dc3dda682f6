import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface ChildServer {
  origin: string;
  close(): Promise<void>;
}

/**
 * Runs a server in a process of its own, so that it and the load do not share a
 * thread. The script gets `given` as its first message and answers with its
 * port.
 */
export async function childServer(
  script: string,
  given: object,
): Promise<ChildServer> {
  const child = fork(script, { execArgv: ['--import', 'tsx'] });
  const exited = once(child, 'exit');
  child.send(given);
  const [port] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error(`${script} ended`))),
  ])) as [number];
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      child.kill();
      await exited;
    },
  };
}
