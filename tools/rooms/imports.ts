import { dirname, join } from 'node:path';
import ts from 'typescript';
import { parsed } from './lines';
import type { Source } from './sources';

/** Every module a file names: imports, re-exports and dynamic imports. */
export function moduleNames({ file, text }: Source): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const module =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) &&
            node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined;
    if (module && ts.isStringLiteral(module)) names.push(module.text);
    ts.forEachChild(node, visit);
  };
  visit(parsed(file, text));
  return names;
}

/** Where `@souk/<name>/<path>` leads: the folder of the paths, by name. */
export type Workspaces = ReadonlyMap<string, string>;

interface Manifest {
  name?: string;
  exports?: Record<string, unknown> | string;
}

/** The folder that a package's `./*` export leads to. */
export function workspaceOf(
  folder: string,
  { name = '', exports }: Manifest,
): [name: string, folder: string] {
  const target = typeof exports === 'object' ? exports['./*'] : undefined;
  const path = typeof target === 'string' ? target : './*';
  return [name, join(folder, path.slice(0, path.indexOf('*')))];
}

/** The files of the checkout that a file imports. */
export function importsOf(
  source: Source,
  known: ReadonlySet<string>,
  workspaces: Workspaces,
): string[] {
  return moduleNames(source).flatMap((name) => {
    const path = name.startsWith('.')
      ? join(dirname(source.file), name)
      : workspacePath(name, workspaces);
    return path === undefined ? [] : (fileAt(path, known) ?? []);
  });
}

function workspacePath(
  name: string,
  workspaces: Workspaces,
): string | undefined {
  const [scope = '', own = '', ...path] = name.split('/');
  const folder = workspaces.get(`${scope}/${own}`);
  return folder === undefined ? undefined : join(folder, ...path);
}

const fileAt = (path: string, known: ReadonlySet<string>) =>
  ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
    .map((ending) => path + ending)
    .find((file) => known.has(file));
