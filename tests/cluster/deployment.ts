import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '@souk/tools/lib/paths';
import { parse, stringify } from 'yaml';
import { namespace, settings } from './kubectl';

const HOST = 'shop.example.org';

interface Outcome {
  status: number | null;
  said: string;
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values over values, as helm merges its files. */
const over = (under: Tree, upper: Tree): Tree => ({
  ...under,
  ...Object.fromEntries(
    Object.entries(upper).map(([key, value]) => [
      key,
      isTree(value) && isTree(under[key]) ? over(under[key], value) : value,
    ]),
  ),
});

/** What vps.yaml says otherwise than the release that runs. */
const HERE: Tree = {
  ingress: {
    enabled: true,
    className: '',
    host: HOST,
    tls: { enabled: false },
  },
  redis: { storage: { className: '' } },
  // vps.yaml gives it less, and then what was once in it would not fit.
  'events-redis': {
    maxmemory: '320mb',
    resources: { limits: { memory: '512Mi' } },
    storage: { className: '' },
  },
  mongodb: { storage: { className: '' } },
};

/** The values file of this host. */
function values(): string {
  const all = settings.values
    .map((file) => parse(readFileSync(file, 'utf8')) as Tree)
    .reduce(over, HERE);
  const file = join(settings.work, 'host-values.yaml');
  writeFileSync(file, stringify(all));
  return file;
}

/**
 * Packs the chart as a version of its own; `edit` changes its templates, so
 * that it is broken in one way.
 */
export function packed(
  version: string,
  edit?: { file: string; from: string; to: string },
): string {
  const folder = join(settings.work, `chart-${version}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const pack = (chart: string) =>
    execFileSync(
      settings.helm,
      ['package', chart, '--version', version, '--destination', folder],
      { stdio: 'pipe' },
    );
  pack(join(ROOT, 'charts', 'souk'));
  const archive = join(folder, `souk-${version}.tgz`);
  if (!edit) return archive;
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  let edits = 0;
  for (const path of readdirSync(folder, {
    recursive: true,
    encoding: 'utf8',
  })) {
    if (!path.endsWith(edit.file)) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    edits += Number(text.includes(edit.from));
    writeFileSync(join(folder, path), text.replaceAll(edit.from, edit.to));
  }
  if (edits === 0) throw new Error(`${edit.file} has no ${edit.from}`);
  pack(join(folder, 'souk'));
  return archive;
}

/** Runs deploy.sh as a host does, with an ingress of our own. */
export const deploy = (
  version: string,
  chart: string,
  flags: string[] = [],
): Promise<Outcome> =>
  withIngress(async (address) => {
    const programs = [dirname(settings.helm), dirname(settings.kubectl)];
    const child = spawn(
      join(ROOT, 'deploy', 'deploy.sh'),
      [...flags, '--chart', chart, '--', version],
      {
        env: {
          ...process.env,
          PATH: [...programs, process.env['PATH']].join(':'),
          KUBECONFIG:
            process.env['KUBECONFIG'] ?? join(homedir(), '.kube', 'config'),
          NAMESPACE: namespace,
          VALUES: values(),
          LOCK: join(settings.work, 'lock'),
          INGRESS: address,
          SMOKE_SECONDS: '30',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (said += data.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    console.log(said);
    return { status, said };
  });

/**
 * The public door on a local port, for as long as the work takes: forwarded
 * anew when its pod is replaced.
 */
async function withIngress<T>(
  work: (address: string) => Promise<T>,
): Promise<T> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  let child: ChildProcess | undefined;
  let wanted = true;
  const forward = (): void => {
    if (!wanted) return;
    child = spawn(
      settings.kubectl,
      [
        '--namespace',
        namespace,
        'port-forward',
        'service/marketplace',
        `${port}:80`,
      ],
      { stdio: 'ignore' },
    );
    child.once('exit', () => setTimeout(forward, 200));
  };
  forward();
  try {
    return await work(`127.0.0.1:${port}`);
  } finally {
    wanted = false;
    child?.kill();
  }
}
