import type Router from '@koa/router';
import { paramsOf, type Call, type CallInput } from '@souk/contracts/call';
import { z } from 'zod';
import type { Principal } from '../auth/principal';
import { requires, type VerifyToken } from '../auth/requires';
import { parse } from '../http/parse';

/** A call as it arrived: parsed, and from whom. */
export interface Served<C extends Call> extends CallInput<C> {
  principal: Principal;
}

type Handler<C extends Call> = (
  request: Served<C>,
) => Promise<z.input<C['answer']>>;

const served = new WeakMap<Router, Call[]>();

/**
 * Answers a declared call: the bearer of a token with its scope (and role) is
 * let in, its parts are parsed, and `handle` returns the answer.
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
        const answered = await handle(request as unknown as Served<C>);
        ctx.status = status;
        if (status !== 204) ctx.body = answered;
      },
    ],
  );
  served.set(router, [...(served.get(router) ?? []), call]);
}

/**
 * What a service declares, it serves.
 * @throws Error naming the calls that no router answers.
 */
export function everyCallServed(
  calls: Readonly<Record<string, Call>>,
  routers: Router[],
): void {
  const known = new Set(routers.flatMap((router) => served.get(router) ?? []));
  const missing = Object.values(calls).filter((call) => !known.has(call));
  if (missing.length === 0) return;
  const names = missing.map(({ method, path }) => `${method} ${path}`);
  throw new Error(`Nobody serves ${names.join(', ')}`);
}
