import type {
  ProductReservation,
  Reserve,
  ReservationAnswer,
  ReturnUnits,
} from '@souk/contracts/inventory/reservations';
import { AppError } from '@souk/platform/http/errors';
import type { Try } from '@souk/tests/lib/checker/evidence';
import type { CountCommand } from '../../src/rules/command';
import { countStock, openStock } from '../../src/stock/levels';
import {
  endReservation,
  extendReservation,
  reserve,
  returnUnits,
} from '../../src/reservations/reservations';
import { unreliable } from './network';
import { immortal, type Replica, type World } from './world';

/**
 * One operation, however often it is called, and its record for the checker.
 */
export interface Operation {
  record: Omit<Try, 'invokedAt' | 'answer'>;
  send: (to: Replica) => Promise<Answer>;
}
/** Undefined when the answer leaves the outcome open. */
export type Answer =
  | {
      outcome: 'accepted' | 'refused';
      products: NonNullable<Try['answer']>['products'];
    }
  | undefined;

const TIMEOUT_MS = 8_000;

export interface Caller {
  /**
   * Calls until there is an answer, at most `times`; undefined when there was
   * none.
   */
  call: (operation: Operation, times?: number) => Promise<Answer>;
  /** All operations called so far, by id. */
  operations: Map<string, Operation>;
  /** The ids of those that were ever refused. */
  refused: Set<string>;
}

/**
 * A client outside the service: calls any running replica, with a timeout, and
 * records every try.
 */
export function caller(world: World, { tries }: { tries: Try[] }): Caller {
  const door = unreliable(immortal('caller'), world, false);
  const once = door('request', async (to: Replica, operation: Operation) => {
    if (!to.process.alive) throw new Error('refused');
    return operation.send(to);
  });
  const refused = new Set<string>();
  const attempt = async (operation: Operation): Promise<Answer> => {
    const attempted: Try = {
      ...operation.record,
      invokedAt: world.now(),
    };
    tries.push(attempted);
    const to = world.anyReplica();
    if (!to) return undefined;
    const answer = await withTimeout(once(to, operation)).catch(
      () => undefined,
    );
    if (answer?.outcome === 'refused') refused.add(attempted.operationId);
    if (answer) attempted.answer = { at: world.now(), ...answer };
    const { operationId, kind, products } = attempted;
    world.note(() => {
      const what = products
        .map(({ productId, quantity = '' }) => `${quantity} ${productId}`)
        .join(', ');
      return `${kind} ${operationId} of ${what} by ${to.process.name}: ${answer ? JSON.stringify(answer) : 'unknown'}`;
    });
    return answer;
  };
  const operations = new Map<string, Operation>();
  return {
    operations,
    refused,
    async call(operation, times = 4) {
      operations.set(operation.record.operationId, operation);
      for (let n = 1; n <= times; n++) {
        const answer = await attempt(operation);
        if (answer) return answer;
        await pause(200 + world.random.below(1_000));
      }
      return undefined;
    },
  };
}

export const pause = (ms: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function withTimeout<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not in time')), TIMEOUT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

export function reserveOperation(command: Reserve): Operation {
  const units = new Map<string, number>();
  for (const { productId, quantity } of command.lines)
    units.set(productId, (units.get(productId) ?? 0) + quantity);
  const { operationId, reservationId, ttlSeconds } = command;
  return {
    record: {
      kind: 'reserve',
      operationId: `key:${operationId}`,
      reservationId,
      ttlSeconds,
      products: wanted(units),
    },
    send: async ({ deps }) => answerOf(await reserve(deps, command)),
  };
}

interface OnReservation {
  operationId: string;
  reservationId: string;
  productIds: string[];
}

export function endOperation(
  kind: 'confirm' | 'release',
  { operationId, reservationId, productIds }: OnReservation,
): Operation {
  return {
    record: {
      kind,
      operationId: `key:${operationId}`,
      reservationId,
      products: productIds.map((productId) => ({ productId })),
    },
    send: async ({ deps }) =>
      answerOf(
        await endReservation(deps, kind, reservationId, {
          operationId,
          productIds,
        }),
      ),
  };
}

export function extendOperation(
  { operationId, reservationId, productIds }: OnReservation,
  ttlSeconds: number,
): Operation {
  const products = productIds.map((productId) => ({ productId }));
  return {
    record: {
      kind: 'extend',
      operationId: `key:${operationId}`,
      reservationId,
      ttlSeconds,
      products,
    },
    send: async ({ deps }) =>
      answerOf(
        await extendReservation(deps, reservationId, {
          operationId,
          productIds,
          ttlSeconds,
        }),
      ),
  };
}

export function returnOperation(
  reservationId: string,
  asked: ReturnUnits,
): Operation {
  const units = new Map<string, number>();
  for (const { productId, quantity } of asked.lines)
    units.set(productId, (units.get(productId) ?? 0) + quantity);
  return {
    record: {
      kind: 'return',
      operationId: `key:${asked.operationId}`,
      reservationId,
      products: wanted(units),
    },
    send: async ({ deps }) =>
      answerOf(await returnUnits(deps, reservationId, asked)),
  };
}

/**
 * A refused count may be accepted later, so a refusal says nothing about a try
 * that is still in flight.
 */
export function countOperation(
  productId: string,
  who: Parameters<typeof countStock>[1],
  count: CountCommand,
): Operation {
  return {
    record: {
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

export function openOperation(
  productId: string,
  stock: Parameters<typeof openStock>[2],
): Operation {
  return {
    record: {
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

const answerOf = ({ outcome, products }: ReservationAnswer): Answer => ({
  outcome,
  products: products.map(productAnswer),
});

function productAnswer(one: ProductReservation) {
  const { productId, outcome, version } = one;
  const more =
    one.outcome === 'accepted'
      ? { reservation: one.reservation }
      : { reason: one.reason };
  return { productId, outcome, version, ...more };
}

const wanted = (units: Map<string, number>) =>
  [...units].map(([productId, quantity]) => ({ productId, quantity }));
