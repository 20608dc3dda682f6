import Router from '@koa/router';
import { Id } from '@souk/contracts/fields';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import { replay, type DeadLettersDeps } from './dead-letters';

const LetterPath = z.object({ id: Id });

export function deadLetterRoutes(
  deps: DeadLettersDeps,
  verify: VerifyToken,
): Router {
  const router = new Router();

  router.get(
    '/deadLetters',
    requires('operations:read', verify),
    async (ctx) => {
      ctx.body = { items: await deps.letters.list() };
    },
  );

  router.post(
    '/deadLetters/:id/replay',
    requires('operations:write', verify),
    async (ctx) => {
      ctx.body = await replay(deps, parse(LetterPath, ctx.params).id);
    },
  );

  return router;
}
