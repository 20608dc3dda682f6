import Router from '@koa/router';
import {
  AddWarehouse,
  type WarehouseView,
} from '@souk/contracts/inventory/views';
import type { Principal } from '@souk/platform/auth/principal';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
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
  const router = new Router<{ principal: Principal }>();

  router.get(
    '/warehouses',
    requires('warehouses:read', verify, 'vendor'),
    async (ctx) => {
      const warehouses = await listWarehouses(deps, ctx.state.principal.id);
      ctx.body = { items: warehouses.map(view) };
    },
  );

  router.post(
    '/warehouses',
    requires('warehouses:write', verify, 'vendor'),
    async (ctx) => {
      const asked = parse(AddWarehouse, ctx.request.body);
      ctx.body = view(await addWarehouse(deps, ctx.state.principal.id, asked));
      ctx.status = 201;
    },
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
