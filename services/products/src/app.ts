import * as calls from '@souk/contracts/products/calls';
import { jwksRoute } from '@souk/platform/dapr/jwks';
import type { SigningKeys } from '@souk/platform/auth/keys';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { assertCallsServed } from '@souk/platform/dapr/serve';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import type { ProductsDeps } from './products/products';
import { productRoutes } from './products/routes';

export interface AppDeps extends ProductsDeps {
  shell: Shell;
  verify: VerifyToken;
  keys: () => Promise<SigningKeys>;
}

export function createProductsApp(deps: AppDeps): Koa {
  const routers = [productRoutes(deps, deps.verify)];
  assertCallsServed(calls, routers);
  return createApp(deps.shell, ...routers, jwksRoute(deps.keys));
}
