import type {
  ProductReservation,
  Reserve,
  ReservationAnswer,
} from '@souk/contracts/inventory/reservations';
import { AppError } from '@souk/platform/http/errors';
import type { Try } from '@souk/tests/lib/checker/evidence';
import type { CountCommand } from '../../src/rules/command';
import { countStock, openStock } from '../../src/stock/levels';
import {
  endReservation,
  extendReservation,
  reserve,
} from '../../src/reservations/reservations';
import type { Lives } from './lives';
import { unreliable } from './network';
import { lasting, type Replica, type World } from './world';

/**
 * One operation, as often as its caller asks for it, and what of it the checker
 * is told.
 */
export interface Asked {
  of: Omit<Try, 'invokedAt' | 'answer'>;
  send: (to: Replica) => Promise<Answer>;
}
/** Undefined when the answer does not tell what became of it. */
type Answer =
  | {
      outcome: 'accepted' | 'refused';
      products: NonNullable<Try['answer']>['products'];
    }
  | undefined;

const PATIENCE_MS = 8_000;

export interface Caller {
  /**
   * Asks until it is answered or has asked so often; undefined when it never
   * was.
   */
  ask: (asked: Asked, times?: number) => Promise<Answer>;
  /** What has been asked for so far, by its operation. */
  asked: Map<string, Asked>;
}

/**
 * Somebody outside the service: asks whoever is up, waits for some seconds, and
 * writes down what it saw.
 */
export function caller(
  world: World,
  { tries, lives }: { tries: Try[]; lives: Lives },
): Caller {
  const door = unreliable(lasting('caller'), world, false);
  const once = door('request', async (to: Replica, asked: Asked) => {
    if (!to.process.alive) throw new Error('refused');
    return asked.send(to);
  });
  const attempt = async (asked: Asked): Promise<Answer> => {
    const one: Try = { ...lives.named(asked.of), invokedAt: world.now() };
    tries.push(one);
    const to = world.anyReplica();
    if (!to) return undefined;
    const answer = await inTime(once(to, asked)).catch(() => undefined);
    if (answer) one.answer = { at: world.now(), ...answer };
    const { operationId, kind, products } = one;
    world.note(() => {
      const what = products
        .map(({ productId, quantity = '' }) => `${quantity} ${productId}`)
        .join(', ');
      return `${kind} ${operationId} of ${what} by ${to.process.name}: ${answer ? JSON.stringify(answer) : 'unknown'}`;
    });
    return answer;
  };
  const known = new Map<string, Asked>();
  return {
    asked: known,
    async ask(asked, times = 4) {
      known.set(asked.of.operationId, asked);
      for (let n = 1; n <= times; n++) {
        const answer = await attempt(asked);
        if (answer) return answer;
        await pause(200 + world.random.below(1_000));
      }
      return undefined;
    },
  };
}

export const pause = (ms: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, ms));

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not in time')), PATIENCE_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

export function reserving(asked: Reserve): Asked {
  const units = new Map<string, number>();
  for (const { productId, quantity } of asked.lines)
    units.set(productId, (units.get(productId) ?? 0) + quantity);
  const { operationId, reservationId, ttlSeconds } = asked;
  return {
    of: {
      kind: 'reserve',
      operationId: `key:${operationId}`,
      reservationId,
      ttlSeconds,
      products: wanted(units),
    },
    send: async ({ deps }) => seen(await reserve(deps, asked)),
  };
}

interface OnReservation {
  operationId: string;
  reservationId: string;
  productIds: string[];
}

export function ending(
  kind: 'confirm' | 'release',
  { operationId, reservationId, productIds }: OnReservation,
): Asked {
  return {
    of: {
      kind,
      operationId: `key:${operationId}`,
      reservationId,
      products: productIds.map((productId) => ({ productId })),
    },
    send: async ({ deps }) =>
      seen(
        await endReservation(deps, kind, reservationId, {
          operationId,
          productIds,
        }),
      ),
  };
}

export function extending(
  { operationId, reservationId, productIds }: OnReservation,
  ttlSeconds: number,
): Asked {
  const products = productIds.map((productId) => ({ productId }));
  return {
    of: {
      kind: 'extend',
      operationId: `key:${operationId}`,
      reservationId,
      ttlSeconds,
      products,
    },
    send: async ({ deps }) =>
      seen(
        await extendReservation(deps, reservationId, {
          operationId,
          productIds,
          ttlSeconds,
        }),
      ),
  };
}

/**
 * A count that was refused may be accepted later, so that its refusal tells
 * nothing about a try that is still under way.
 */
export function counting(
  productId: string,
  who: Parameters<typeof countStock>[1],
  count: CountCommand,
): Asked {
  return {
    of: {
      kind: 'count',
      operationId: count.operationId,
      products: [{ productId }],
    },
    async send({ deps }) {
      const level = await countStock(deps, who, productId, count).catch(
        (err: unknown) => {
          if (err instanceof AppError && err.kind === 'conflict')
            return undefined;
          throw err;
        },
      );
      return (
        level && {
          outcome: 'accepted',
          products: [
            { productId, outcome: 'accepted', version: level.version },
          ],
        }
      );
    },
  };
}

export function opening(
  productId: string,
  stock: Parameters<typeof openStock>[2],
): Asked {
  return {
    of: {
      kind: 'open',
      operationId: `open:${productId}`,
      products: [{ productId }],
    },
    async send({ deps }) {
      const { version } = await openStock(deps, productId, stock);
      return {
        outcome: 'accepted',
        products: [{ productId, outcome: 'accepted', version }],
      };
    },
  };
}

const seen = ({ outcome, products }: ReservationAnswer): Answer => ({
  outcome,
  products: products.map(answered),
});

function answered(one: ProductReservation) {
  const { productId, outcome, version } = one;
  const more =
    one.outcome === 'accepted'
      ? { reservation: one.reservation }
      : { reason: one.reason };
  return { productId, outcome, version, ...more };
}

const wanted = (units: Map<string, number>) =>
  [...units].map(([productId, quantity]) => ({ productId, quantity }));
