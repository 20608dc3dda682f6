import Router from '@koa/router';
import { AddWarehouse } from '@souk/contracts/inventory/views';
import {
  RefreshSession,
  RegisterVendor,
  SignIn,
} from '@souk/contracts/vendors/views';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type Identity } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { open } from '@souk/platform/http/policy';
import type { RateLimits } from '../http/admission';
import type { Ask } from '@souk/platform/dapr/ask';
import type { VendorTokens } from '../identity/vendor-tokens';
import {
  addWarehouse,
  listWarehouses,
  readVendor,
  refreshSession,
  registerVendor,
  signIn,
  signOut,
} from './vendors';

export interface VendorRoutesDeps {
  ask: Ask;
  identity: Identity;
  vendorTokens: VendorTokens;
  limits: RateLimits;
}

export function vendorRoutes({
  ask,
  identity,
  vendorTokens,
  limits,
}: VendorRoutesDeps): Router {
  const router = new Router<{ principal: Principal }>();

  router.post('/api/vendors', open(), async (ctx) => {
    await limits.registrationFrom(ctx.ip);
    ctx.body = await registerVendor(
      ask,
      parse(RegisterVendor, ctx.request.body),
    );
    ctx.status = 201;
    ctx.set('location', '/api/vendors/me');
  });

  router.post('/api/vendors/sessions', open(), async (ctx) => {
    await limits.signInFrom(ctx.ip);
    const credentials = parse(SignIn, ctx.request.body);
    await limits.signInTo(credentials.email, ctx.ip);
    ctx.body = await signIn(ask, credentials);
    ctx.status = 201;
  });

  router.post('/api/vendors/sessions/refresh', open(), async (ctx) => {
    ctx.body = await refreshSession(
      ask,
      parse(RefreshSession, ctx.request.body),
    );
    ctx.status = 201;
  });

  router.delete(
    '/api/vendors/sessions/current',
    requires('account', identity),
    async (ctx) => {
      await signOut(ask, vendorTokens, ctx.state.principal);
      ctx.status = 204;
    },
  );

  router.get('/api/vendors/me', requires('account', identity), async (ctx) => {
    ctx.body = await readVendor(ask, ctx.state.principal);
  });

  router.get(
    '/api/vendors/me/warehouses',
    requires('warehouses', identity),
    async (ctx) => {
      ctx.body = await listWarehouses(ask, ctx.state.principal);
    },
  );

  router.post(
    '/api/vendors/me/warehouses',
    requires('warehouses', identity),
    async (ctx) => {
      ctx.body = await addWarehouse(
        ask,
        ctx.state.principal,
        parse(AddWarehouse, ctx.request.body),
      );
      ctx.status = 201;
    },
  );

  return router;
}
