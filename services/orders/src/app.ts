import * as calls from '@souk/contracts/orders/calls';
import type { SigningKeys } from '@souk/platform/auth/keys';
import type { VerifyToken } from '@souk/platform/auth/requires';
import type { VerifyEvent } from '@souk/platform/auth/signed-events';
import { jwksRoute } from '@souk/platform/dapr/jwks';
import { assertCallsServed } from '@souk/platform/dapr/serve';
import { subscriptions } from '@souk/platform/dapr/subscribe';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import type { CartsDeps } from './carts/carts';
import { cartRoutes } from './carts/routes';
import { events } from './events';
import type { QuotesDeps } from './quotes/quotes';
import { quoteRoutes } from './quotes/routes';
import { shippingRoutes } from './shipping/routes';
import { taxRoutes } from './taxes/routes';

export interface AppDeps extends CartsDeps, Omit<QuotesDeps, 'carts'> {
  shell: Shell;
  verify: VerifyToken;
  verifyEvent: VerifyEvent;
  appApiToken: string;
  keys: () => Promise<SigningKeys>;
}

export function createOrdersApp(deps: AppDeps): Koa {
  const routers = [cartRoutes, shippingRoutes, taxRoutes, quoteRoutes].map(
    (routes) => routes(deps, deps.verify),
  );
  assertCallsServed(calls, routers);
  const { shell, appApiToken, verifyEvent } = deps;
  return createApp(
    shell,
    ...routers,
    jwksRoute(deps.keys),
    subscriptions(
      { ...shell, app: 'orders', pubsub: 'bus', appApiToken, verifyEvent },
      events(deps),
    ),
  );
}
