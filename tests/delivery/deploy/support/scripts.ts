import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const DEPLOY = resolve(__dirname, '..', '..', '..', '..', 'deploy');

interface Outcome {
  status: number | null;
  out: string;
  err: string;
}

export interface Workbench {
  /** A path in the folder of this test. */
  at: (...parts: string[]) => string;
  /**
   * Adds a program in front of the PATH. It logs its arguments and then runs
   * the text in bash.
   */
  command: (name: string, text?: string) => void;
  /** The logged calls of these programs, one line each. */
  calls: () => string[];
  run: (
    script: string,
    args: string[],
    options?: { env?: Record<string, string>; input?: string | Buffer },
  ) => Promise<Outcome>;
}

/** A folder for each test, with fakes of the programs that change a machine. */
export function workbench(): Workbench {
  let folder = '';
  const at = (...parts: string[]) => join(folder, ...parts);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-deploy-'));
    mkdirSync(at('bin'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    at,
    command: (name, text = '') => {
      const note = `printf '%s\\n' "${name} \${*//$'\\n'/ }" >>${at('calls')}`;
      writeFileSync(at('bin', name), `#!/bin/bash\n${note}\n${text}\n`, {
        mode: 0o755,
      });
    },
    calls: () =>
      existsSync(at('calls'))
        ? readFileSync(at('calls'), 'utf8').trim().split('\n')
        : [],
    run: (script, args, { env = {}, input = '' } = {}) =>
      new Promise((done, failed) => {
        const path = `${at('bin')}:${process.env['PATH'] ?? ''}`;
        const child = spawn(script, args, {
          cwd: folder,
          env: { ...process.env, PATH: path, ...env },
        });
        const texts = { out: '', err: '' };
        child.stdout.on(
          'data',
          (data: Buffer) => (texts.out += data.toString()),
        );
        child.stderr.on(
          'data',
          (data: Buffer) => (texts.err += data.toString()),
        );
        child.once('error', failed);
        child.once('close', (status) => done({ status, ...texts }));
        child.stdin.on('error', () => undefined); // a script that refuses its arguments reads nothing
        child.stdin.end(input);
      }),
  };
}
