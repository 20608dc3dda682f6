import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CALLS } from '@souk/contracts/registry/calls';
import { REPOSITORY } from './souk';

export interface Route {
  app: string;
  method: string;
  /** With its parameters filled in. */
  path: string;
  /** The access rule it declares: `open`, or the scope it requires. */
  policy: string;
}

const DECLARATION =
  /router\s*\.(get|post|put|patch|delete)\(\s*'([^']+)',\s*(?:(open)\(\)|requires\('([^']+)')?/g;

/** Routes that a service declares by hand, as its source has them. */
export function declaredByHand(app: string): Route[] {
  const folder = join(REPOSITORY, 'services', app, 'src');
  const sources = readdirSync(folder, {
    recursive: true,
    encoding: 'utf8',
  }).filter((file) => /^routes.*\.ts$/.test(basename(file)));
  return sources.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(DECLARATION)].map(
      ([, method = '', path = '', open, scope]) => ({
        app,
        method: method.toUpperCase(),
        path: path.replace(/:\w+/g, 'some-id'),
        policy: open ?? scope ?? 'undeclared',
      }),
    ),
  );
}

/** Every call between services, as its owner has declared it. */
const inside: Route[] = Object.values(CALLS)
  .flat()
  .map(({ app, method, path, scope }) => ({
    app,
    method,
    path: path.replace(/\{\w+\}/g, 'some-id'),
    policy: scope,
  }));

/**
 * Every route of every service; one that declares no policy keeps its service
 * from starting.
 */
export const routes: Route[] = [...inside, ...declaredByHand('marketplace')];
