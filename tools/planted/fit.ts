import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import type { Bug, Edit } from './bug';

/** A word, a text, or a single sign. */
const TOKEN = /[\w$]+|'[^'\n]*'|`[^`\n]*`|[^\s]/g;

/**
 * Finds a text in a source regardless of formatting: white space is ignored,
 * and so is a comma before a closing bracket.
 */
export function placesOf(source: string, text: string): string[] {
  const tokens = text.match(TOKEN) ?? [];
  const pattern = tokens
    .map((token) => {
      const literal = token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return /^[)\]}]$/.test(token) ? `,?\\s*${literal}` : literal;
    })
    .join('\\s*');
  return source.match(new RegExp(pattern, 'g')) ?? [];
}

/** The edits of a bug with the exact text that each replaces. */
export const located = (root: string, edits: Edit[]): Edit[] =>
  edits.map((edit) => {
    const source = readFileSync(join(root, edit.file), 'utf8');
    return { ...edit, find: placesOf(source, edit.find)[0] ?? edit.find };
  });

/** Why a bug cannot be planted in the current sources; empty when it can. */
export function misfits(root: string, { name, edits }: Bug): string[] {
  const texts = new Map<string, string>();
  const problems: string[] = [];
  for (const { file, find, replace } of edits) {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
    const places = placesOf(text, find);
    if (places.length !== 1) {
      problems.push(
        `${name}: in ${file} its text is there ${places.length} times: ${find}`,
      );
    }
    texts.set(
      file,
      text.replace(places[0] ?? find, () => replace),
    );
  }
  for (const [file, text] of texts) {
    try {
      transformSync(text, {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      });
    } catch (err) {
      problems.push(
        `${name}: ${file} does not compile with it: ${String(err)}`,
      );
    }
  }
  return problems;
}
