import * as calls from '@souk/contracts/customers/calls';
import { accountRoutes } from '@souk/platform/accounts/routes';
import { jwksRoute } from '@souk/platform/dapr/jwks';
import type { SigningKeys } from '@souk/platform/auth/keys';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { assertCallsServed } from '@souk/platform/dapr/serve';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import { addressRoutes } from './addresses/routes';
import { customerRoutes } from './customers/routes';
import type { ErasureStores } from './erasure/erasure';
import { erasureRoutes } from './erasure/routes';
import { exportRoutes } from './export/routes';
import { sessionRoutes } from './sessions/routes';
import { customerSessions, type SessionParts } from './sessions/sessions';

export interface AppDeps extends SessionParts, ErasureStores {
  shell: Shell;
  verify: VerifyToken;
  keys: () => Promise<SigningKeys>;
}

export function createCustomersApp(deps: AppDeps): Koa {
  const sessions = customerSessions(deps);
  const routers = [
    customerRoutes(sessions, deps.verify),
    sessionRoutes(sessions, deps.verify),
    accountRoutes(calls, sessions, deps.verify),
    addressRoutes(deps, deps.verify),
    exportRoutes(deps, deps.verify),
    erasureRoutes({ ...deps, ...sessions }, deps.verify),
  ];
  assertCallsServed(calls, routers);
  return createApp(deps.shell, ...routers, jwksRoute(deps.keys));
}
