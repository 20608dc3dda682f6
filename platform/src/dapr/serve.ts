import type Router from '@koa/router';
import { paramsOf, type Call, type CallInput } from '@souk/contracts/call';
import { z } from 'zod';
import type { Principal } from '../auth/principal';
import { requires, type VerifyToken } from '../auth/requires';
import { assertAwaited } from '../http/deadline';
import { parse } from '../http/parse';

/** A parsed call and its caller. */
export interface Served<C extends Call> extends CallInput<C> {
  principal: Principal;
}

type Handler<C extends Call> = (
  request: Served<C>,
) => Promise<z.input<C['answer']>>;

const served = new WeakMap<Router, Call[]>();

/**
 * Serves a declared call: checks scope and role, parses the parts, and sends
 * the result of `handle`.
 */
export function serve<const C extends Call>(
  router: Router,
  call: C,
  verify: VerifyToken,
  handle: Handler<C>,
): void {
  const { method, path, scope, role, query, headers, body, answer } = call;
  const status = answer instanceof z.ZodVoid ? 204 : (call.status ?? 200);
  const params = paramsOf(call);
  router.register(
    path.replace(/\{(\w+)\}/g, ':$1'),
    [method],
    [
      requires(scope, verify, role),
      async (ctx) => {
        const request = {
          params: parse(params, ctx.params),
          query: query && parse(query, ctx.query),
          headers: headers && parse(headers, ctx.headers),
          body: body && parse(body, ctx.request.body),
          principal: ctx.state['principal'] as Principal,
        };
        assertAwaited(); // verifying the token may have taken long
        const result = await handle(request as unknown as Served<C>);
        ctx.status = status;
        if (status !== 204) ctx.body = result;
      },
    ],
  );
  served.set(router, [...(served.get(router) ?? []), call]);
}

/**
 * Checks at the start that a service serves every call it declares.
 * @throws Error naming the calls without a route.
 */
export function assertCallsServed(
  calls: Readonly<Record<string, Call>>,
  routers: Router[],
): void {
  const known = new Set(routers.flatMap((router) => served.get(router) ?? []));
  const missing = Object.values(calls).filter((call) => !known.has(call));
  if (missing.length === 0) return;
  const names = missing.map(({ method, path }) => `${method} ${path}`);
  throw new Error(`No route serves ${names.join(', ')}`);
}
