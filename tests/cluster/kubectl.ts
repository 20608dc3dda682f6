import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { z } from 'zod';

const Settings = z.object({
  helm: z.string(),
  kubectl: z.string(),
  work: z.string(),
  namespace: z.string(),
  keep: z.boolean(),
  values: z.array(z.string()),
  manifests: z.array(z.string()),
});

/** The options of `npm run test:cluster`. */
export const settings = Settings.parse(
  JSON.parse(process.env['SOUK_CLUSTER'] ?? 'null'),
);
export const { namespace } = settings;

const run = promisify(execFile);

async function output(
  program: string,
  args: string[],
  input?: string,
): Promise<string> {
  const running = run(program, args, {
    maxBuffer: 64 * 1024 * 1024,
    timeout: 900_000,
  });
  running.child.stdin?.end(input ?? '');
  try {
    return (await running).stdout;
  } catch (err) {
    const { stdout = '', stderr = '' } = err as {
      stdout?: string;
      stderr?: string;
    };
    const said = `${stdout}\n${stderr}`
      .split('\n')
      .filter((line) => !line.includes('symbolic link'));
    throw new Error(
      `${args.slice(0, 6).join(' ')} failed:\n${said.slice(-30).join('\n')}`,
      { cause: err },
    );
  }
}

/**
 * Runs kubectl in the namespace under test.
 * @throws Error with its output.
 */
export const kubectl = (...args: string[]): Promise<string> =>
  output(settings.kubectl, ['--namespace', namespace, ...args]);
export const apply = (manifest: object, to = namespace): Promise<string> =>
  output(
    settings.kubectl,
    ['--namespace', to, 'apply', '-f', '-'],
    JSON.stringify(manifest),
  );
export const helm = (...args: string[]): Promise<string> =>
  output(settings.helm, ['--namespace', namespace, ...args]);

const List = z.object({ items: z.array(z.unknown()) });

/** Objects of the namespace, parsed with the schema. */
export async function list<T extends z.ZodType>(
  kind: string,
  shape: T,
  ...args: string[]
): Promise<z.output<T>[]> {
  const { items } = List.parse(
    JSON.parse(await kubectl('get', kind, '--output', 'json', ...args)),
  );
  return items.map((item) => shape.parse(item));
}

/**
 * Runs JavaScript in one of our containers, which have no shell, and returns
 * its output.
 */
export const evaluate = (pod: string, script: string): Promise<string> =>
  kubectl(
    'exec',
    pod,
    '--container',
    'app',
    '--',
    'node',
    '--input-type=module',
    '--eval',
    script,
  );

/** The local port that `kubectl port-forward` has chosen. */
export async function forwardedPort({
  stdout,
}: {
  stdout: Readable;
}): Promise<number> {
  const signal = AbortSignal.timeout(30_000);
  const lines = createInterface({ input: stdout });
  const [line] = (await once(lines, 'line', { signal })) as [string];
  const local = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  if (local === undefined) throw new Error(`kubectl port-forward said ${line}`);
  return Number(local);
}

/** Forwards a local port to the service while the work runs. */
export async function forwarded<T>(
  service: string,
  port: number,
  work: (origin: string) => Promise<T>,
): Promise<T> {
  const child = spawn(
    settings.kubectl,
    [
      '--namespace',
      namespace,
      'port-forward',
      `service/${service}`,
      `:${port}`,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const local = await forwardedPort(child);
    return await work(`http://127.0.0.1:${local}`);
  } finally {
    child.kill();
  }
}
