import type Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Operation } from './operation';

const OPERATION = Symbol('operation');

/** Marks the middleware that serves an operation. */
export const ofOperation = (
  operation: Operation,
  middleware: Middleware,
): Middleware => Object.assign(middleware, { [OPERATION]: operation });

/**
 * The operation of each public route; routes of the sidecar have none. @throws
 * Error for a public route without an operation.
 */
function operationsOf(routers: Router[]): Operation[] {
  return routers
    .flatMap((router) => router.stack)
    .filter(({ path, methods }) => methods.length > 0 && isPublic(String(path)))
    .map(({ path, methods, stack }) => {
      const [operation] = stack.flatMap((mw: object) =>
        OPERATION in mw ? [mw[OPERATION] as Operation] : [],
      );
      if (operation) return operation;
      throw new Error(
        `The route ${methods.join(',')} ${String(path)} declares no operation`,
      );
    });
}

const isPublic = (path: string): boolean => !/^\/(dapr|events)\//.test(path);

/**
 * @throws Error when a route is not in the document, or the document has one
 * that is not served: the service does not start.
 */
export function everyRouteDescribed(
  routers: Router[],
  described: readonly Operation[],
): void {
  const served = operationsOf(routers);
  const differences = [
    ...served
      .filter((operation) => !described.includes(operation))
      .map((operation) => `${nameOf(operation)} is not in the document`),
    ...described
      .filter((operation) => !served.includes(operation))
      .map((operation) => `${nameOf(operation)} is not served`),
  ];
  if (differences.length > 0) throw new Error(differences.join('; '));
}

const nameOf = ({ method, path }: Operation): string =>
  `${method.toUpperCase()} ${path}`;
