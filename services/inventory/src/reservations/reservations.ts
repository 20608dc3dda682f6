import type {
  EndReservation,
  ExtendReservation,
  ProductReservation,
  Reserve,
  ReservationAnswer,
  WantedLine,
} from '@souk/contracts/inventory/reservations';
import { ReservationRefusal } from '@souk/contracts/inventory/reservations';
import { BUDGET_MS, withBudget } from '@souk/platform/http/deadline';
import { AppError } from '@souk/platform/http/errors';
import type { Reply } from '../rules/stock';
import type { StockActors } from '../actor/client';
import type { ReservationCommand } from '../rules/command';

export interface ReservationsDeps {
  stock: Pick<StockActors, 'apply'>;
}

/**
 * Reserves every product or none, in the order of their ids. A refusal releases
 * what was held. After a fault it stays held until it expires, and the same
 * operation id continues where the first call stopped.
 */
export async function reserve(
  deps: ReservationsDeps,
  asked: Reserve,
): Promise<ReservationAnswer> {
  const { reservationId, operationId, holder, ttlSeconds } = asked;
  const more = {
    reservationId,
    ttlSeconds,
    ...(holder === undefined ? {} : { holder }),
  };
  const products: ProductReservation[] = [];
  let undone: string | undefined;
  for (const [productId, lines] of linesByProduct(asked)) {
    const answer = await deps.stock.apply(productId, {
      kind: 'reserve',
      operationId: `key:${operationId}`,
      lines,
      ...more,
    });
    products.push(view(productId, answer.reply));
    if (answer.undone) undone ??= productId;
    if (answer.reply.outcome === 'refused') return undo(deps, asked, products);
  }
  if (undone === undefined)
    return { reservationId, outcome: 'accepted', products };
  // An earlier attempt was refused and undone, so what this one added cannot
  // stand alone.
  const version =
    products.find(({ productId }) => productId === undone)?.version ?? 0;
  return undo(deps, asked, [
    ...products,
    {
      outcome: 'refused',
      productId: undone,
      version,
      reason: 'reservation-released',
    },
  ]);
}

async function undo(
  deps: ReservationsDeps,
  asked: Reserve,
  products: ProductReservation[],
): Promise<ReservationAnswer> {
  // Time of its own: what has been reserved is undone for a caller that left.
  await withBudget(BUDGET_MS, () => release(deps, asked, products));
  return {
    reservationId: asked.reservationId,
    outcome: 'refused',
    products: products.filter(({ outcome }) => outcome === 'refused'),
  };
}

async function release(
  deps: ReservationsDeps,
  { reservationId, operationId }: Reserve,
  products: ProductReservation[],
): Promise<void> {
  for (const { productId, outcome } of products) {
    if (outcome === 'refused') continue;
    await deps.stock.apply(productId, {
      kind: 'release',
      operationId: `undo:${operationId}`,
      reservationId,
      undo: true,
    });
  }
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

async function onEach(
  deps: ReservationsDeps,
  productIds: string[],
  command: ReservationCommand,
): Promise<ReservationAnswer> {
  const ids = [...new Set(productIds)].sort();
  const products = await Promise.all(
    ids.map(async (productId) =>
      view(productId, (await deps.stock.apply(productId, command)).reply),
    ),
  );
  const refused = products.some(({ outcome }) => outcome === 'refused');
  return {
    reservationId: command.reservationId,
    outcome: refused ? 'refused' : 'accepted',
    products,
  };
}

function linesByProduct({ lines }: Reserve): [string, WantedLine[]][] {
  const byProduct = new Map<string, WantedLine[]>();
  for (const { productId, ...line } of lines)
    byProduct.set(productId, [...(byProduct.get(productId) ?? []), line]);
  return [...byProduct].sort(([a], [b]) => (a < b ? -1 : 1));
}

function view(productId: string, reply: Reply): ProductReservation {
  if (reply.outcome === 'refused') {
    const { reason, ...rest } = reply;
    return { ...rest, productId, reason: ReservationRefusal.parse(reason) };
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
  return { outcome: 'accepted', productId, version, available, reservation };
}
