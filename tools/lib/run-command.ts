import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Called with each line of output, from either stream. */
  onLine?: (line: string) => void;
  timeoutMs?: number;
}

const running = new Set<ChildProcess>();
// A compiler or installer must not outlive us.
process.on('exit', () => running.forEach((child) => child.kill()));

/**
 * Runs a command and returns its output.
 * @throws Error with the last lines when the exit status is not 0.
 */
export function runCommand(
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<string> {
  const { cwd, env = process.env, onLine, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs ? { timeout: timeoutMs } : {}),
    });
    running.add(child);
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine?.(line);
      });
    }
    child.once('error', reject);
    child.once('close', (status, signal) => {
      running.delete(child);
      if (status === 0) resolve(lines.join('\n'));
      else
        reject(
          new Error(
            `${command} ${args[0] ?? ''} failed (${signal ?? `status ${status ?? '?'}`}):\n${lines.slice(-8).join('\n')}`,
          ),
        );
    });
  });
}

/**
 * The first executable of this name in the folders, by default those of PATH.
 */
export function which(
  name: string,
  folders: string[] = pathFolders(process.env),
): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export const pathFolders = (env: NodeJS.ProcessEnv): string[] =>
  (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
