import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { obtainHelm, type Helm } from '@souk/tools/install/helm';
import { cacheDir } from '@souk/tools/lib/paths';

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
  /**
   * Like `command`, for helm and kubectl: the real program reads the arguments
   * first, and those it does not know fail as they would there.
   */
  parsed: (name: 'helm' | 'kubectl', text: string) => void;
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
  let real: Helm | undefined;
  const at = (...parts: string[]) => join(folder, ...parts);
  beforeAll(async () => {
    real = await obtainHelm(cacheDir(), () => undefined);
  }, 120_000);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-deploy-'));
    mkdirSync(at('bin'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const command = (name: string, text = '') => {
    const note = `printf '%s\\n' "${name} \${*//$'\\n'/ }" >>${at('calls')}`;
    writeFileSync(at('bin', name), `#!/bin/bash\n${note}\n${text}\n`, {
      mode: 0o755,
    });
  };
  return {
    at,
    command,
    parsed: (name, text) => {
      const program = real?.[name] ?? '';
      command(
        name,
        `REAL=${program} read=()
for argument; do [ "$argument" != -- ] || break; read+=("$argument"); done
"$REAL" "\${read[@]}" --help >/dev/null || exit\n${text}`,
      );
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
          env: {
            ...process.env,
            SSH_CONNECTION: '',
            PATH: path,
            LOCK: at('lock'),
            ...env,
          },
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
