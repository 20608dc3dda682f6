import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir, ROOT } from '@souk/tools/lib/paths';
import { obtainHelm } from '@souk/tools/install/helm';
import { logTo } from '@souk/tools/lib/progress';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from './kube';

export const log = logTo(process.stderr);
const CHART = join(ROOT, 'charts', 'souk');
export const VALUES = ['kind', 'vps', 'production'] as const;
export type Values = (typeof VALUES)[number];

let helm: string | undefined;

/** Call once before the other functions; helm may have to be downloaded. */
export async function needHelm(): Promise<void> {
  helm ??= (await obtainHelm(cacheDir(), log)).helm;
}

const command = (args: string[]): [string, string[]] => {
  if (helm === undefined) throw new Error('needHelm() has not been called');
  return [helm, args];
};

const flags = (values: Values, sets: string[]) => [
  '-f',
  join(CHART, `${values}.yaml`),
  ...sets.flatMap((set) => ['--set', set]),
];

/** The manifest helm would apply, as text. */
export const manifest = (
  values: Values,
  sets: string[] = [],
  chart = CHART,
): string =>
  execFileSync(
    ...command([
      'template',
      'souk',
      chart,
      '--namespace',
      'souk',
      ...flags(values, sets),
    ]),
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 16 * 1024 * 1024,
    },
  );

export const rendered = (values: Values, sets: string[] = []): KubeObject[] =>
  parseAllDocuments(manifest(values, sets))
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);

/** Helm's error message; empty when there is none. */
export function refusal(
  values: Values,
  sets: string[],
  ...more: string[]
): string {
  const { status, stderr } = spawnSync(
    ...command(['template', 'souk', CHART, ...flags(values, sets), ...more]),
    {
      encoding: 'utf8',
    },
  );
  const said = stderr
    .split('\n')
    .filter((line) => !line.includes('symbolic link'));
  return status === 0 ? '' : said.join('\n');
}

/**
 * Lints the chart with these values.
 * @throws Error with the findings.
 */
export const lint = (values: Values): string =>
  execFileSync(...command(['lint', '--strict', CHART, ...flags(values, [])]), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Packs the chart into an archive, with links resolved; returns the file. */
export function pack(folder: string): string {
  execFileSync(...command(['package', CHART, '--destination', folder]), {
    stdio: 'pipe',
  });
  return join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '',
  );
}
