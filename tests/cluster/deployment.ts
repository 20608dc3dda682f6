import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@souk/tools/lib/paths';
import { parse, stringify } from 'yaml';
import { forwardedPort, kubectl, namespace, settings } from './kubectl';
import { runScript, type Outcome } from './scripts';
import { ingress } from './test-pods';

const HOST = 'shop.example.org';

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
  withIngress((address) =>
    runScript('deploy.sh', [...flags, '--chart', chart, '--', version], {
      VALUES: values(),
      INGRESS: address,
      SMOKE_SECONDS: '30',
    }),
  );

/** As an ingress controller does, a pod hands connections to the Service. */
async function withIngress<T>(
  work: (address: string) => Promise<T>,
): Promise<T> {
  await ingress('ingress');
  const child = spawn(
    settings.kubectl,
    ['--namespace', namespace, 'port-forward', 'pod/ingress', ':8080'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const port = await forwardedPort(child);
    return await work(`127.0.0.1:${port}`);
  } finally {
    child.kill();
    await kubectl('delete', 'pod', 'ingress', '--grace-period=1');
    await kubectl('delete', 'networkpolicy', 'ingress-in', 'ingress-out');
  }
}
