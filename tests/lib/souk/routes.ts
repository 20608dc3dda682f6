import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OPERATIONS } from '../../../services/marketplace/src/api-docs/operations';
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

/** A service of the inside, as its source declares it. */
function routesIn(app: string): Route[] {
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

/** The façade refuses to start with a route that is not among these. */
const publicRoutes: Route[] = OPERATIONS.map(
  ({ method, path, caller, scope }) => ({
    app: 'marketplace',
    method: method.toUpperCase(),
    path: path.replace(/\{\w+\}/g, 'some-id'),
    policy: caller === 'anyone' ? 'open' : scope,
  }),
);

/**
 * Every route of every service; a service refuses to start with one that
 * declares no policy.
 */
export const routes: Route[] = readdirSync(
  join(REPOSITORY, 'services'),
).flatMap((app) => (app === 'marketplace' ? publicRoutes : routesIn(app)));
