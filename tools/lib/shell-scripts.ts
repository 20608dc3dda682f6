import { execFileSync } from 'node:child_process';
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** The shebang of a script, or the directive of a file that scripts source. */
const FIRST_LINE = /^#(!\/(usr\/)?bin\/(env )?(ba|da)?sh\b| shellcheck shell=)/;

/**
 * Every shell script that git tracks or would track, by its first line, as
 * paths relative to the root.
 */
export function shellScripts(root: string): string[] {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }).split('\0');
  return files.filter(
    (file) =>
      file !== '' && isFile(join(root, file)) && isShell(join(root, file)),
  );
}

/**
 * Skips links, whose targets are listed themselves, and files deleted but not
 * yet committed.
 */
const isFile = (file: string) =>
  lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

function isShell(file: string): boolean {
  const head = Buffer.alloc(32);
  const open = openSync(file, 'r');
  try {
    readSync(open, head, 0, head.length, 0);
  } finally {
    closeSync(open);
  }
  return FIRST_LINE.test(head.toString('latin1'));
}
