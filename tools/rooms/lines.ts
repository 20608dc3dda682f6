import ts from 'typescript';
import type { Source } from './sources';

export interface Percentiles {
  p50: number;
  p90: number;
  p99: number;
}

export interface LineFigures {
  /** Non-blank lines with their indentation. */
  raw: Percentiles;
  /** Trimmed lines of code, without comments and imports. */
  code: Percentiles;
  /** The 90th percentile of lines per file. */
  fileLines: number;
}

/** By nearest rank; 0 without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const percentiles = (values: readonly number[]): Percentiles => ({
  p50: percentile(values, 0.5),
  p90: percentile(values, 0.9),
  p99: percentile(values, 0.99),
});

export function lineFigures(sources: readonly Source[]): LineFigures {
  const raw: number[] = [];
  const code: number[] = [];
  const files: number[] = [];
  for (const source of sources) {
    const lines = source.text.trimEnd().split('\n');
    files.push(lines.length);
    for (const line of lines)
      if (line.trim() !== '') raw.push(line.trimEnd().length);
    for (const line of codeLines(source)) code.push(line.length);
  }
  return {
    raw: percentiles(raw),
    code: percentiles(code),
    fileLines: percentile(files, 0.9),
  };
}

/** Trimmed lines without comments and imports. */
export function codeLines({ file, text }: Source): string[] {
  const source = parsed(file, text);
  const kept = text.split('');
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) if (kept[at] !== '\n') kept[at] = ' ';
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    if (ts.isImportDeclaration(node)) {
      blank(node.getFullStart(), node.end);
      return;
    }
    const children = node.getChildren(source);
    // What precedes a token is white space and comments.
    if (children.length === 0)
      blank(node.getFullStart(), node.getStart(source));
    children.forEach(visit);
  };
  visit(source);
  return kept
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export const parsed = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
