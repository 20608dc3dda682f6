import type { VerifyToken } from '@souk/platform/auth/requires';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import type { ProductsDeps } from './products/products';
import { routes } from './products/routes';

export interface AppDeps extends ProductsDeps {
  shell: Shell;
  verify: VerifyToken;
}

export const createProductsApp = (deps: AppDeps): Koa =>
  createApp(deps.shell, routes(deps, deps.verify));
