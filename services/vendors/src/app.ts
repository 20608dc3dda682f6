import type { VerifyToken } from '@souk/platform/auth/requires';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import { routes } from './vendors/routes';
import { vendorSessions, type SessionParts } from './vendors/sessions';

export interface AppDeps extends SessionParts {
  shell: Shell;
  verify: VerifyToken;
}

export const createVendorsApp = (deps: AppDeps): Koa =>
  createApp(deps.shell, routes(vendorSessions(deps), deps.verify));
