import type { VerifyToken } from '@souk/platform/auth/requires';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import { routes } from './vendors/routes';
import type { SessionsDeps } from './sessions/sessions';

export interface AppDeps extends SessionsDeps {
  shell: Shell;
  verify: VerifyToken;
}

export const createVendorsApp = (deps: AppDeps): Koa =>
  createApp(deps.shell, routes(deps, deps.verify));
