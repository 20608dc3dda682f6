import * as calls from '@souk/contracts/products/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { everyCallServed } from '@souk/platform/dapr/serve';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import type { ProductsDeps } from './products/products';
import { productRoutes } from './products/routes';

export interface AppDeps extends ProductsDeps {
  shell: Shell;
  verify: VerifyToken;
}

export function createProductsApp(deps: AppDeps): Koa {
  const answering = [productRoutes(deps, deps.verify)];
  everyCallServed(calls, answering);
  return createApp(deps.shell, ...answering);
}
