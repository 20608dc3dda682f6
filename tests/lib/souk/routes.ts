import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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

/**
 * Every route of every service, read from its source; a service refuses to
 * start with a route without a policy.
 */
export const routes: Route[] = readdirSync(
  join(REPOSITORY, 'services'),
).flatMap((app) => {
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
});
