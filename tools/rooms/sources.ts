import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A source file by its path from the root of the checkout, with its text. */
export interface Source {
  file: string;
  text: string;
}

const GENERATED = 'api-types.ts';

/** The TypeScript files that git tracks, without generated ones. */
export function trackedSources(root: string): Source[] {
  const list = execFileSync('git', ['ls-files', '-z', '*.ts', '*.tsx'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return list
    .split('\0')
    .filter((file) => file !== '' && !file.endsWith(GENERATED))
    .filter((file) => existsSync(join(root, file)))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

/** `services/inventory`, `platform`: the package a file belongs to. */
export const packageOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('services/') ? 2 : 1)
    .join('/');

export const isTest = (file: string): boolean =>
  file.startsWith('tests/') || file.includes('/test/');

export const folderOf = (file: string): string =>
  file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';

/** Groups items by key, in the order in which keys appear. */
export function groupedBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
