import type Router from '@koa/router';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { exactBytes } from '@souk/platform/http/body';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import { createRouter } from '@souk/platform/http/router';
import type { Context, Middleware } from 'koa';
import type { z } from 'zod';
import { ofOperation } from './described-routes';
import type { Body, Operation } from './operation';

/**
 * The request as a handler gets it: each part parsed by the operation's schema.
 */
interface PublicRequest<O extends Operation> {
  params: Parsed<O, 'params'>;
  query: Parsed<O, 'query'>;
  headers: Parsed<O, 'headers'>;
  /** Unparsed when the operation leaves that to the handler. */
  body: O extends { body: { parsedBy: 'bytes' } }
    ? Buffer
    : O extends { body: { parsedBy: 'handler' } }
      ? unknown
      : BodyOf<O>;
  principal: O extends { caller: 'anyone' } ? undefined : Principal;
}

type Parsed<O, Part extends string> =
  O extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined;
type BodyOf<O> = O extends { body: infer B } ? Parsed<B, 'schema'> : undefined;

type Answered<O extends Operation> = O['answers'][0] extends {
  schema: infer S extends z.ZodType;
}
  ? z.input<S> | Promise<z.input<S>>
  : Promise<void>;

/**
 * Returns the body of the first answer that the operation declares, which also
 * sets the status unless the handler does.
 */
type Handle<D, O extends Operation> = (
  deps: D,
  request: PublicRequest<O>,
  ctx: Context,
) => Answered<O>;

/** Runs before the request is parsed, to refuse a caller by its address. */
type Before<D> = (deps: D, ctx: Context) => void | Promise<void>;

/** The public routes of one resource; their dependencies are given later. */
export interface PublicRoutes<D> {
  readonly operations: readonly Operation[];
  serve<const O extends Operation>(operation: O, handle: Handle<D, O>): void;
  serve<const O extends Operation>(
    operation: O,
    before: Before<D>,
    handle: Handle<D, O>,
  ): void;
  /**
   * `identity` identifies the caller of an operation that is not open to
   * anyone.
   */
  router(deps: D, identity: Identity): Router;
}

/**
 * Collects operations with their handlers. Requests are served and documented
 * by the same declarations.
 */
export function publicRoutes<D>(): PublicRoutes<D> {
  const operations: Operation[] = [];
  const routes: { operation: Operation; serving: (deps: D) => Middleware }[] =
    [];
  return {
    operations,
    serve<const O extends Operation>(
      operation: O,
      ...steps: [Handle<D, O>] | [Before<D>, Handle<D, O>]
    ) {
      const [before, handle] =
        steps.length === 1 ? [undefined, steps[0]] : steps;
      const serving = (deps: D) => async (ctx: Context) => {
        await before?.(deps, ctx);
        ctx.status = operation.answers[0].status;
        const body: unknown = handle(deps, requestOf(operation, ctx), ctx);
        writeAnswer(ctx, operation, await body);
      };
      operations.push(operation);
      routes.push({ operation, serving });
    },
    router(deps, identity) {
      const router = createRouter();
      for (const { operation, serving } of routes) {
        router[operation.method](
          operation.path.replace(/\{(\w+)\}/g, ':$1'),
          policyOf(operation, identity),
          ...(operation.body?.parsedBy === 'bytes' ? [exactBytes()] : []),
          ofOperation(operation, serving(deps)),
        );
      }
      return router;
    },
  };
}

const policyOf = ({ caller, scope }: Operation, identity: Identity) =>
  caller === 'anyone' ? open() : requires(scope, identity);

/** Refuses with the errors of the first part that does not match. */
function requestOf<O extends Operation>(
  operation: O,
  ctx: Context,
): PublicRequest<O> {
  const { params, query, headers, body } = operation;
  const { principal } = ctx.state as { principal?: Principal };
  return {
    params: params && parse(params, ctx['params']),
    query: query && parse(query, ctx.query),
    headers: headers && parse(headers, ctx.headers),
    body: body && bodyOf(body, ctx.request.body),
    principal,
  } as PublicRequest<O>;
}

const bodyOf = ({ schema, parsedBy }: Body, body: unknown): unknown =>
  parsedBy === undefined ? parse(schema, body) : body;

function writeAnswer(ctx: Context, operation: Operation, body: unknown): void {
  const { answers, cacheControl } = operation;
  const { status } = ctx;
  if (cacheControl !== undefined) ctx.set('cache-control', cacheControl);
  if (answers[0].type !== undefined) ctx.type = answers[0].type;
  // Koa would write the text of the status for undefined.
  ctx.body = body ?? null;
  // Set again, since a 304 takes the body away.
  ctx.status = status;
}
