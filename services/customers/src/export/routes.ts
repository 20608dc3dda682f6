import type Router from '@koa/router';
import * as calls from '@souk/contracts/customers/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { exportCustomer, type ExportDeps } from './export';

export function exportRoutes(deps: ExportDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.exportOwnAccount, verify, ({ principal }) =>
    exportCustomer(deps, principal.id),
  );

  return router;
}
