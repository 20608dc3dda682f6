import * as calls from '@souk/contracts/vendors/calls';
import { accountRoutes } from '@souk/platform/accounts/routes';
import { jwksRoute } from '@souk/platform/dapr/jwks';
import type { SigningKeys } from '@souk/platform/auth/keys';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { assertCallsServed } from '@souk/platform/dapr/serve';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import { sessionRoutes } from './sessions/routes';
import { vendorSessions, type SessionParts } from './sessions/sessions';
import { vendorRoutes } from './vendors/routes';

export interface AppDeps extends SessionParts {
  shell: Shell;
  verify: VerifyToken;
  keys: () => Promise<SigningKeys>;
}

export function createVendorsApp(deps: AppDeps): Koa {
  const sessions = vendorSessions(deps);
  const routers = [
    vendorRoutes(sessions, deps.verify),
    sessionRoutes(sessions, deps.verify),
    accountRoutes(calls, sessions, deps.verify),
  ];
  assertCallsServed(calls, routers);
  return createApp(deps.shell, ...routers, jwksRoute(deps.keys));
}
