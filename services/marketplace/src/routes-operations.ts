import Router from '@koa/router';
import { OperatorSignIn } from '@souk/contracts/operations';
import { Id } from '@souk/contracts/fields';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import { z } from 'zod';
import type { RateLimits } from './admission';
import type { Ask } from './ask';
import { listDeadLetters, replayDeadLetter } from './operations';
import { signInOperator } from './operators';
import type { OwnKeys } from './own-keys';

export interface OperationRoutesDeps {
  ask: Ask;
  verify: VerifyToken;
  keys: OwnKeys;
  limits: RateLimits;
}

const LetterPath = z.object({ id: Id });

export function operationRoutes({ ask, verify, keys, limits }: OperationRoutesDeps): Router {
  const router = new Router<{ principal: Principal }>();

  router.post('/api/operators/sessions', open(), async (ctx) => {
    await limits.signInFrom(ctx.ip);
    const { key } = parse(OperatorSignIn, ctx.request.body);
    await limits.signInTo('operator', ctx.ip);
    ctx.body = await signInOperator(keys, key);
    ctx.status = 201;
  });

  router.get('/api/operations/dead-letters', requires('operations:read', verify), async (ctx) => {
    ctx.body = await listDeadLetters(ask, ctx.state.principal);
  });

  router.post('/api/operations/dead-letters/:id/replay', requires('operations:write', verify), async (ctx) => {
    ctx.body = await replayDeadLetter(ask, ctx.state.principal, parse(LetterPath, ctx.params).id);
  });

  router.get('/.well-known/jwks.json', open(), async (ctx) => {
    ctx.set('cache-control', 'public, max-age=60');
    ctx.body = (await keys.signing()).jwks;
  });

  return router;
}
