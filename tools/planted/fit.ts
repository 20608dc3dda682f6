import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import type { Bug } from './bug';

/** Why a bug cannot be planted in the sources as they are; nothing when it can. */
export function misfits(root: string, { name, edits }: Bug): string[] {
  const texts = new Map<string, string>();
  const problems: string[] = [];
  for (const { file, find, replace } of edits) {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
    const times = text.split(find).length - 1;
    if (times !== 1) problems.push(`${name}: in ${file} its text is there ${times} times: ${find}`);
    texts.set(
      file,
      text.replace(find, () => replace),
    );
  }
  for (const [file, text] of texts) {
    try {
      transformSync(text, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
    } catch (err) {
      problems.push(`${name}: ${file} does not compile with it: ${String(err)}`);
    }
  }
  return problems;
}
