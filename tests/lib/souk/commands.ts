import { spawn } from 'node:child_process';
import { REPOSITORY } from './souk';

export interface Outcome {
  status: number | null;
  /** Both streams, in order of arrival. */
  said: string;
}

/** Runs one of our commands, as `npm run` would. */
export function command(
  name: 'commands/import' | 'commands/trace' | 'tilt/buttons',
  args: string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', `tools/${name}.ts`, ...args],
    {
      cwd: REPOSITORY,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, said }));
  });
}
