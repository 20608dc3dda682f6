import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '@souk/tools/lib/paths';
import { namespace, settings } from './kubectl';
import { say } from './say';

export interface Outcome {
  status: number | null;
  said: string;
}

/** Runs a script of deploy/ against the namespace under test. */
export async function runScript(
  name: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const programs = [dirname(settings.helm), dirname(settings.kubectl)];
  const child = spawn(join(ROOT, 'deploy', name), args, {
    env: {
      ...process.env,
      PATH: [...programs, process.env['PATH']].join(':'),
      KUBECONFIG:
        process.env['KUBECONFIG'] ?? join(homedir(), '.kube', 'config'),
      NAMESPACE: namespace,
      LOCK: join(settings.work, 'lock'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  const end = said.trimEnd().split('\n').slice(-20).join('\n');
  say(`${name} ${args.join(' ')}: ${status}\n${end}`);
  return { status, said };
}
