import Router from '@koa/router';
import { Id } from '@souk/contracts/fields';
import {
  EndReservation,
  ExtendReservation,
  Reserve,
} from '@souk/contracts/inventory/reservations';
import { requires, type VerifyToken } from '@souk/platform/auth/requires';
import { parse } from '@souk/platform/http/parse';
import { z } from 'zod';
import {
  endReservation,
  extendReservation,
  reserve,
  type ReservationsDeps,
} from './reservations';

const ReservationPath = z.object({ id: Id });

/** Refusals are answers here: 200 with an outcome that says so. */
export function reservationRoutes(
  deps: ReservationsDeps,
  verify: VerifyToken,
): Router {
  const router = new Router();

  router.post(
    '/reservations',
    requires('stock:reserve', verify),
    async (ctx) => {
      ctx.body = await reserve(deps, parse(Reserve, ctx.request.body));
    },
  );

  router.post(
    '/reservations/:id/confirm',
    requires('stock:reserve', verify),
    async (ctx) => {
      const { id } = parse(ReservationPath, ctx.params);
      ctx.body = await endReservation(
        deps,
        'confirm',
        id,
        parse(EndReservation, ctx.request.body),
      );
    },
  );

  router.post(
    '/reservations/:id/release',
    requires('stock:reserve', verify),
    async (ctx) => {
      const { id } = parse(ReservationPath, ctx.params);
      ctx.body = await endReservation(
        deps,
        'release',
        id,
        parse(EndReservation, ctx.request.body),
      );
    },
  );

  router.post(
    '/reservations/:id/extend',
    requires('stock:reserve', verify),
    async (ctx) => {
      const { id } = parse(ReservationPath, ctx.params);
      ctx.body = await extendReservation(
        deps,
        id,
        parse(ExtendReservation, ctx.request.body),
      );
    },
  );

  return router;
}
