import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellScripts } from '../../lib/shell-scripts';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const write = (name: string, text: string) =>
  writeFileSync(join(folder(), name), text);

it('finds scripts by their first line, committed or not, and skips ignored, linked and deleted ones', () => {
  execFileSync('git', ['init', '--quiet', folder()]);
  write('.gitignore', 'ignored');
  write('committed', '#!/usr/bin/env bash\n');
  write('gone', '#!/bin/sh\n');
  execFileSync('git', ['-C', folder(), 'add', 'committed', 'gone']);
  rmSync(join(folder(), 'gone'));
  write('new', '#!/bin/sh\n');
  write('ignored', '#!/bin/sh\n');
  write('library', '# shellcheck shell=bash\n');
  write('notes.sh.txt', 'not a script\n');
  write('tool.mjs', '#!/usr/bin/env node\n');
  write('empty', '');
  mkdirSync(join(folder(), 'folder'));
  symlinkSync('folder', join(folder(), 'link'));
  expect(shellScripts(folder()).sort()).toEqual([
    'committed',
    'library',
    'new',
  ]);
});
