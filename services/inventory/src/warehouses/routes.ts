import type Router from '@koa/router';
import * as calls from '@souk/contracts/inventory/calls';
import type { WarehouseView } from '@souk/contracts/inventory/views';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import type { Warehouse } from './store';
import {
  addWarehouse,
  listWarehouses,
  type WarehousesDeps,
} from './warehouses';

export function warehouseRoutes(
  deps: WarehousesDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.listWarehouses, verify, async ({ principal }) => ({
    items: (await listWarehouses(deps, principal.id)).map(view),
  }));

  serve(
    router,
    calls.addWarehouse,
    verify,
    async ({ headers, body, principal }) =>
      view(
        await addWarehouse(
          deps,
          principal.id,
          body,
          headers['idempotency-key'],
        ),
      ),
  );

  return router;
}

const view = ({
  id,
  name,
  city,
  country,
  createdAt,
}: Warehouse): WarehouseView => ({ id, name, city, country, createdAt });
