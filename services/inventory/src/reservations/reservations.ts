import type {
  EndReservation,
  ExtendReservation,
  ProductReservation,
  Reserve,
  ReservationAnswer,
  ReservationState,
  ReturnUnits,
} from '@souk/contracts/inventory/reservations';
import { ReservationRefusal } from '@souk/contracts/inventory/reservations';
import { BUDGET_MS, withBudget } from '@souk/platform/http/deadline';
import { AppError } from '@souk/platform/http/errors';
import pLimit from 'p-limit';
import type { Answer } from '../actor/client';
import type { ReservationCommand } from '../rules/command';
import { settled, type ReservationsDeps } from './settled';

/**
 * Calls in flight of one request: a basket of a hundred products takes two
 * rounds, and leaves room for others.
 */
const AT_ONCE = 50;

/**
 * Reserves every product or none, all at the same time. A refusal releases what
 * was held. After a fault it stays held until it expires, and the same
 * operation id continues where the first call stopped.
 */
export async function reserve(
  deps: ReservationsDeps,
  asked: Reserve,
): Promise<ReservationAnswer> {
  const { reservationId, operationId, holder, ttlSeconds, firstAskedAt } =
    asked;
  const more = {
    reservationId,
    ttlSeconds,
    ...(holder === undefined ? {} : { holder }),
    ...(firstAskedAt === undefined ? {} : { firstAskedAt }),
  };
  const answers = await allOf(
    linesByProduct(asked),
    async ([productId, lines]) => {
      const answer = await settled(deps, productId, {
        kind: 'reserve',
        operationId: `key:${operationId}`,
        lines,
        ...more,
      });
      return { product: view(productId, answer), undone: answer.undone };
    },
  );
  const products = answers.map(({ product }) => product);
  const refused = products.filter(({ outcome }) => outcome === 'refused');
  // An earlier attempt was refused and undone, so what this one added cannot
  // stand alone.
  const undone = answers.flatMap(({ product, undone: gone }) =>
    gone ? [released(product)] : [],
  );
  const reasons = refused.length > 0 ? refused : undone;
  if (reasons.length === 0)
    return { reservationId, outcome: 'accepted', products };
  await undo(deps, asked, products);
  return { reservationId, outcome: 'refused', products: reasons };
}

const released = ({
  productId,
  version,
}: ProductReservation): ProductReservation => ({
  outcome: 'refused',
  productId,
  version,
  reason: 'reservation-released',
});

async function undo(
  deps: ReservationsDeps,
  { reservationId, operationId }: Reserve,
  products: ProductReservation[],
): Promise<void> {
  const held = products.filter(({ outcome }) => outcome === 'accepted');
  const release = ({ productId }: ProductReservation) =>
    settled(deps, productId, {
      kind: 'release',
      operationId: `undo:${operationId}`,
      reservationId,
      undo: true,
    });
  // Time of its own: what has been reserved is undone for a caller that left.
  await withBudget(BUDGET_MS, () => allOf(held, release));
}

/**
 * Does the work of all, in their order. @throws the first fault, once nothing
 * is under way any more.
 */
async function allOf<T, R>(
  items: T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const limit = pLimit(AT_ONCE);
  const done = await Promise.allSettled(items.map((one) => limit(work, one)));
  return done.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/**
 * Ends each product separately; each has its own answer, because a sale cannot
 * be undone.
 */
export async function endReservation(
  deps: ReservationsDeps,
  kind: 'confirm' | 'release',
  reservationId: string,
  { operationId, productIds }: EndReservation,
): Promise<ReservationAnswer> {
  return onEach(deps, productIds, {
    kind,
    operationId: `key:${operationId}`,
    reservationId,
  });
}

export async function extendReservation(
  deps: ReservationsDeps,
  reservationId: string,
  { operationId, productIds, ttlSeconds }: ExtendReservation,
): Promise<ReservationAnswer> {
  return onEach(deps, productIds, {
    kind: 'extend',
    operationId: `key:${operationId}`,
    reservationId,
    ttlSeconds,
  });
}

/**
 * Puts units of a confirmed reservation back; each product has its own answer.
 */
export async function returnUnits(
  deps: ReservationsDeps,
  reservationId: string,
  asked: ReturnUnits,
): Promise<ReservationAnswer> {
  const { operationId, reason } = asked;
  const products = await allOf(
    linesByProduct(asked),
    async ([productId, lines]) =>
      view(
        productId,
        await settled(deps, productId, {
          kind: 'return',
          operationId: `key:${operationId}`,
          reservationId,
          lines,
          reason,
        }),
      ),
  );
  return answerOf(reservationId, products);
}

/** What became of a reservation; it changes nothing. */
export async function readReservation(
  deps: ReservationsDeps,
  reservationId: string,
  productIds: string[],
): Promise<ReservationState> {
  const ids = [...new Set(productIds)].sort();
  const products = await allOf(ids, async (productId) => {
    const { reply, level } = await settled(deps, productId, {
      kind: 'find',
      operationId: `find:${reservationId}`,
      reservationId,
    });
    const found = reply.outcome === 'accepted' ? reply.reservation : undefined;
    const {
      status = 'unknown' as const,
      taken = [],
      returned = [],
    } = found ?? {};
    const of = level ? { vendorId: level.vendorId } : {};
    return { productId, ...of, status, taken, returned };
  });
  return { reservationId, products };
}

async function onEach(
  deps: ReservationsDeps,
  productIds: string[],
  command: ReservationCommand,
): Promise<ReservationAnswer> {
  const ids = [...new Set(productIds)].sort();
  const products = await allOf(ids, async (productId) =>
    view(productId, await settled(deps, productId, command)),
  );
  return answerOf(command.reservationId, products);
}

function answerOf(
  reservationId: string,
  products: ProductReservation[],
): ReservationAnswer {
  const refused = products.some(({ outcome }) => outcome === 'refused');
  return { reservationId, outcome: refused ? 'refused' : 'accepted', products };
}

function linesByProduct<Line extends object>({
  lines,
}: {
  lines: (Line & { productId: string })[];
}): [string, Omit<Line & { productId: string }, 'productId'>[]][] {
  const byProduct = new Map<
    string,
    Omit<Line & { productId: string }, 'productId'>[]
  >();
  for (const { productId, ...line } of lines)
    byProduct.set(productId, [...(byProduct.get(productId) ?? []), line]);
  return [...byProduct].sort(([a], [b]) => (a < b ? -1 : 1));
}

function view(productId: string, { reply, level }: Answer): ProductReservation {
  const of = level ? { vendorId: level.vendorId } : {};
  if (reply.outcome === 'refused') {
    const { reason, ...rest } = reply;
    const known = ReservationRefusal.parse(reason);
    return { ...rest, ...of, productId, reason: known };
  }
  const { reservation, version, available } = reply;
  // The first reply belongs to a count, so this operation id was used for
  // another operation.
  if (!reservation)
    throw new AppError(
      'invalid',
      'idempotency-key-reused',
      'This operation id was used for another change',
    );
  return {
    outcome: 'accepted',
    productId,
    ...of,
    version,
    available,
    reservation,
  };
}
