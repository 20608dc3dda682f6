import type Router from '@koa/router';
import { Jwks, remoteKeys, type FindKey, type SigningKeys } from '../auth/keys';
import { open } from '../http/policy';
import { createRouter } from '../http/router';
import type { Invoke } from './invoke';

/** Where every service publishes its public keys. */
export const JWKS_PATH = '/.well-known/jwks.json';

/**
 * Serves a service's public keys to anyone: a caller could not prove who it is
 * before it has them.
 */
export function jwksRoute(keys: () => Promise<SigningKeys>): Router {
  const router = createRouter();
  router.get(JWKS_PATH, open(), async (ctx) => {
    ctx.body = (await keys()).jwks;
  });
  return router;
}

/**
 * Finds the public keys of any issuer. Others are asked for theirs on first
 * use, by service invocation.
 */
export function keysOfIssuers(
  own: { app: string; keys: () => Promise<SigningKeys> },
  invoke: Invoke,
  now: () => number = Date.now,
): (issuer: string) => FindKey {
  const known = new Map<string, FindKey>([
    [own.app, async (kid) => (await own.keys()).find(kid)],
  ]);
  const fetched = (app: string) =>
    remoteKeys(
      () =>
        invoke({
          app,
          method: 'GET',
          path: JWKS_PATH,
          answer: Jwks,
          timeoutMs: 2_000,
        }),
      now,
    );
  return (issuer) => {
    const find = known.get(issuer) ?? fetched(issuer);
    known.set(issuer, find);
    return find;
  };
}
