import Router from '@koa/router';
import { Id, PageById } from '@souk/contracts/fields';
import {
  RefreshSession,
  RegisterVendor,
  SignIn,
  ValidateToken,
} from '@souk/contracts/vendors/views';
import {
  closeSession,
  openSession,
  refreshSession,
} from '@souk/platform/accounts/sessions';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { AppError } from '@souk/platform/http/errors';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import {
  openBrowserSession,
  readSession,
  type SessionsDeps,
  validateToken,
} from './sessions';
import {
  getOwnAccount,
  getVendor,
  listVendors,
  registerVendor,
} from './vendors';

const VendorPath = z.object({ id: Id });
const SessionPath = z.object({ id: Id });

export function routes(deps: SessionsDeps, verify: VerifyToken): Router {
  const router = new Router<{ principal: Principal }>();

  router.post(
    '/registerVendor',
    requires('vendors:register', verify),
    async (ctx) => {
      ctx.body = await registerVendor(
        deps,
        parse(RegisterVendor, ctx.request.body),
      );
      ctx.status = 201;
    },
  );

  router.get(
    '/vendors/me',
    requires('vendors:read', verify, 'vendor'),
    async (ctx) => {
      ctx.body = await getOwnAccount(deps, ctx.state.principal.id);
    },
  );

  router.get('/vendors/:id', requires('vendors:list', verify), async (ctx) => {
    const { id } = parse(VendorPath, ctx.params);
    ctx.body = await getVendor(deps, id);
  });

  router.get('/vendors', requires('vendors:list', verify), async (ctx) => {
    const { after, limit } = parse(PageById, ctx.query);
    ctx.body = await listVendors(deps, after, limit);
  });

  router.post('/sessions', requires('sessions:open', verify), async (ctx) => {
    ctx.body = await openSession(deps, parse(SignIn, ctx.request.body));
    ctx.status = 201;
  });

  router.post(
    '/browserSessions',
    requires('sessions:open', verify),
    async (ctx) => {
      ctx.body = await openBrowserSession(
        deps,
        parse(SignIn, ctx.request.body),
      );
      ctx.status = 201;
    },
  );

  router.get(
    '/sessions/:id',
    requires('sessions:read', verify, 'service'),
    async (ctx) => {
      ctx.body = await readSession(deps, parse(SessionPath, ctx.params).id);
    },
  );

  router.post(
    '/sessions/refresh',
    requires('sessions:open', verify),
    async (ctx) => {
      const { refreshToken } = parse(RefreshSession, ctx.request.body);
      ctx.body = await refreshSession(deps, refreshToken);
      ctx.status = 201;
    },
  );

  router.delete(
    '/sessions/current',
    requires('sessions:close', verify, 'vendor'),
    async (ctx) => {
      const { id, sessionId } = ctx.state.principal;
      if (sessionId === undefined)
        throw new AppError(
          'unauthenticated',
          'invalid-token',
          'The token names no session',
        );
      await closeSession(deps, id, sessionId);
      ctx.status = 204;
    },
  );

  router.post(
    '/validateToken',
    requires('tokens:validate', verify),
    async (ctx) => {
      const { token } = parse(ValidateToken, ctx.request.body);
      ctx.body = await validateToken(deps, token);
    },
  );

  return router;
}
