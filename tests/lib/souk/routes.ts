import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLS } from '@souk/contracts/registry/calls';
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

const filled = (path: string) => path.replace(/\{\w+\}/g, 'some-id');

/** Every call between services, as its owner has declared it. */
const inside: Route[] = Object.values(CALLS)
  .flat()
  .map(({ app, method, path, scope }) => ({
    app,
    method,
    path: filled(path),
    policy: scope,
  }));

/** The façade refuses to start with a route that is not among these. */
const outside: Route[] = OPERATIONS.map(({ method, path, caller, scope }) => ({
  app: 'marketplace',
  method: method.toUpperCase(),
  path: filled(path),
  policy: caller === 'anyone' ? 'open' : scope,
}));

/** Every route of every service but those of its sidecar. */
export const routes: Route[] = [...inside, ...outside];

const BY_HAND = /router\s*\.(get|post|put|patch|delete|all|use)\(/g;

/** Where the sources of a service add a route without a declaration. */
export function declaredByHand(app: string): string[] {
  const folder = join(REPOSITORY, 'services', app, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(BY_HAND)].map(
        ([call]) => `${app}/${file}: ${call}`,
      ),
    );
}
