import type Router from '@koa/router';
import * as calls from '@souk/contracts/inventory/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import {
  endReservation,
  extendReservation,
  readReservation,
  reserve,
  returnUnits,
} from './reservations';
import type { ReservationsDeps } from './settled';

/** A refusal is an answer with status 200 and `outcome: 'refused'`. */
export function reservationRoutes(
  deps: ReservationsDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.reserve, verify, ({ body }) => reserve(deps, body));

  serve(router, calls.confirmReservation, verify, ({ params, body }) =>
    endReservation(deps, 'confirm', params.id, body),
  );

  serve(router, calls.releaseReservation, verify, ({ params, body }) =>
    endReservation(deps, 'release', params.id, body),
  );

  serve(router, calls.extendReservation, verify, ({ params, body }) =>
    extendReservation(deps, params.id, body),
  );

  serve(router, calls.returnReservation, verify, ({ params, body }) =>
    returnUnits(deps, params.id, body),
  );

  serve(router, calls.readReservation, verify, ({ params, query }) =>
    readReservation(deps, params.id, query.productIds),
  );

  return router;
}
