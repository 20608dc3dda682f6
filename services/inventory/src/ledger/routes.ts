import type Router from '@koa/router';
import * as calls from '@souk/contracts/inventory/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import { archiveLedger } from './archive';
import { audit, readLedger, repair, type BooksDeps } from './ledger';

export function ledgerRoutes(deps: BooksDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.readLedger, verify, ({ params, query }) =>
    readLedger(deps, params.productId, query),
  );

  serve(router, calls.auditStock, verify, ({ params }) =>
    audit(deps, params.productId),
  );

  serve(router, calls.archiveLedger, verify, ({ body }) =>
    archiveLedger(deps, body),
  );

  serve(
    router,
    calls.repairStock,
    verify,
    ({ params, headers, body, principal }) =>
      repair(deps, principal, params.productId, {
        ...body,
        operationId: headers['idempotency-key'],
      }),
  );

  return router;
}
