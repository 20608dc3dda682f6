import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../lib/run-command';
import { ROOT } from '../lib/paths';

/** The sources of the images that .dockerignore lets through. */
const SOURCES = [
  'Dockerfile',
  '.dockerignore',
  'package.json',
  'package-lock.json',
  '.npmrc',
  'tsconfig*.json',
];
const FOLDERS = [
  'contracts',
  'platform',
  'shopify',
  'services',
  'frontend',
  'tools',
];
/**
 * npm needs every workspace's manifest, even where the sources are not copied.
 */
const MANIFESTS = ['tests', 'bench'].map((part) => `${part}/package.json`);

/**
 * A tag from the content: the same sources give the same tag on every machine,
 * and any change gives another.
 */
export async function contextHash(root = ROOT): Promise<string> {
  const listed = await runCommand(
    'git',
    [
      'ls-files',
      '-co',
      '--exclude-standard',
      '-z',
      '--',
      ...SOURCES,
      ...FOLDERS,
      ...MANIFESTS,
    ],
    {
      cwd: root,
    },
  );
  const files = listed
    .split('\0')
    .filter(
      (file) =>
        file !== '' &&
        !/(^|\/)test\/|^tools\/toolchain\//.test(file) &&
        existsSync(join(root, file)),
    )
    .sort();
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 12);
}
