import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from '../lib/run-command';
import { ROOT } from '../lib/paths';

/** What the images are made from, as .dockerignore lets it through. */
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
/** npm installs for all of them, also for those whose sources stay outside. */
const MANIFESTS = ['tests', 'bench'].map((part) => `${part}/package.json`);

/**
 * The same sources have the same tag, on every machine and in every commit;
 * another byte is another tag.
 */
export async function contextHash(root = ROOT): Promise<string> {
  const listed = await output(
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
