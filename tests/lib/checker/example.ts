import type {
  StockChange,
  StockChangeKind,
} from '@souk/contracts/inventory/events';
import type { Answered, Entry, Evidence, Level, Try } from './evidence';

type Units = Record<string, number>;
interface Done {
  kind: StockChangeKind;
  operationId: string;
  reservationId?: string;
  units: Units;
  anew?: boolean;
}

const SIGNS: Record<StockChangeKind, [onHand: number, reserved: number]> = {
  opened: [1, 0],
  received: [1, 0],
  set: [1, 0],
  repaired: [1, 0],
  reserved: [0, 1],
  extended: [0, 0],
  confirmed: [-1, -1],
  released: [0, -1],
  expired: [0, -1],
  returned: [1, 0],
};

/** Keeps the ledger of one product as inventory would. */
export function bookkeeper(productId: string) {
  const held = new Map<string, { onHand: number; reserved: number }>();
  const entries: Entry[] = [];
  const available = () =>
    [...held.values()].reduce(
      (sum, { onHand, reserved }) => sum + onHand - reserved,
      0,
    );
  const change = (
    { kind, operationId, reservationId, anew }: Done,
    warehouseId: string,
    units: number,
  ): StockChange => {
    const { onHand, reserved } = held.get(warehouseId) ?? {
      onHand: 0,
      reserved: 0,
    };
    const [shelf, back] = SIGNS[kind];
    const after = {
      onHand: onHand + shelf * units,
      reserved: reserved + (anew ? 0 : back * units),
    };
    held.set(warehouseId, after);
    return {
      kind,
      warehouseId,
      operationId,
      ...(reservationId === undefined ? {} : { reservationId }),
      onHand: { before: onHand, after: after.onHand },
      reserved: { before: reserved, after: after.reserved },
    };
  };
  return {
    entries,
    /** One turn at this millisecond. */
    turn(at: number, ...all: Done[]): void {
      const changes = all.flatMap((one) =>
        Object.entries(one.units).map(([warehouse, units]) =>
          change(one, warehouse, units),
        ),
      );
      const version = entries.length + 1;
      const operationId = changes[0]?.operationId ?? '';
      const fact = {
        productId,
        vendorId: 'ann',
        version,
        operationId,
        at: new Date(at).toISOString(),
      };
      entries.push({ ...fact, available: available(), changes });
    },
    level: (): Level => ({
      productId,
      version: entries.length,
      available: available(),
      warehouses: [...held].map(([warehouseId, level]) => ({
        warehouseId,
        ...level,
      })),
    }),
  };
}

interface Said {
  id: string;
  version: number;
  status: 'held' | 'confirmed' | 'released';
  units: Units;
  expiresAt: number;
  anew?: boolean;
}

export function accepted(
  productId: string,
  { id, version, status, units, expiresAt, anew }: Said,
): Answered {
  const taken = Object.entries(units).map(([warehouseId, quantity]) => ({
    warehouseId,
    quantity,
  }));
  const reservation = {
    id,
    status,
    taken,
    expiresAt: new Date(expiresAt).toISOString(),
    ...(anew ? { anew } : {}),
  };
  return { productId, outcome: 'accepted', version, reservation };
}

export const refused = (
  productId: string,
  version: number,
  reason = 'insufficient-stock',
): Answered => ({
  productId,
  outcome: 'refused',
  version,
  reason,
});

/** One answered try; without products the outcome is unknown. */
export function tried(
  [kind, reservationId, operationId]: [Try['kind'], string | undefined, string],
  [invokedAt, answeredAt]: [number, number],
  asked: Units,
  products?: Answered[],
): Try {
  const outcome = products?.some((one) => one.outcome === 'refused')
    ? 'refused'
    : 'accepted';
  return {
    kind,
    operationId,
    reservationId,
    invokedAt,
    products: Object.entries(asked).map(([productId, quantity]) => ({
      productId,
      quantity,
    })),
    ...(kind === 'reserve' || kind === 'extend' ? { ttlSeconds: 10 } : {}),
    ...(products ? { answer: { at: answeredAt, outcome, products } } : {}),
  };
}

/**
 * Cups are sold, released, expired, sold again, refused and requested without
 * an answer; a saucer is held for a pair whose cups were refused. Times are in
 * milliseconds; reservations last ten seconds.
 */
export function example(): Evidence {
  const cups = bookkeeper('cup');
  const saucers = bookkeeper('saucer');
  cups.turn(0, {
    kind: 'opened',
    operationId: 'open',
    units: { east: 4, main: 10 },
  });
  saucers.turn(0, {
    kind: 'opened',
    operationId: 'open-saucer',
    units: { main: 5 },
  });
  cups.turn(100, {
    kind: 'reserved',
    operationId: 'a1',
    reservationId: 'a',
    units: { east: 2, main: 10 },
  });
  cups.turn(200, {
    kind: 'confirmed',
    operationId: 'a2',
    reservationId: 'a',
    units: { east: 2, main: 10 },
  });
  cups.turn(
    300,
    {
      kind: 'reserved',
      operationId: 'b1',
      reservationId: 'b',
      units: { east: 1 },
    },
    {
      kind: 'reserved',
      operationId: 'c1',
      reservationId: 'c',
      units: { east: 1 },
    },
  );
  saucers.turn(350, {
    kind: 'reserved',
    operationId: 'p1',
    reservationId: 'p',
    units: { main: 2 },
  });
  saucers.turn(360, {
    kind: 'released',
    operationId: 'undo',
    reservationId: 'p',
    units: { main: 2 },
  });
  cups.turn(400, {
    kind: 'released',
    operationId: 'b2',
    reservationId: 'b',
    units: { east: 1 },
  });
  cups.turn(5_000, {
    kind: 'extended',
    operationId: 'c2',
    reservationId: 'c',
    units: { east: 1 },
  });
  cups.turn(15_000, {
    kind: 'expired',
    operationId: 'expire:c',
    reservationId: 'c',
    units: { east: 1 },
  });
  cups.turn(15_100, {
    kind: 'confirmed',
    operationId: 'c3',
    reservationId: 'c',
    units: { east: 1 },
    anew: true,
  });
  cups.turn(15_200, {
    kind: 'reserved',
    operationId: 'u1',
    reservationId: 'u',
    units: { east: 1 },
  });
  cups.turn(25_200, {
    kind: 'expired',
    operationId: 'expire:u',
    reservationId: 'u',
    units: { east: 1 },
  });
  const a = { id: 'a', units: { east: 2, main: 10 }, expiresAt: 10_100 };
  const b = { id: 'b', units: { east: 1 }, expiresAt: 10_300 };
  const c = { id: 'c', units: { east: 1 } };
  const reserved = () => [
    accepted('cup', { ...a, version: 2, status: 'held' }),
  ];
  const sold = {
    id: 'c',
    version: 7,
    status: 'confirmed',
    units: c.units,
    expiresAt: 15_000,
    anew: true,
  } as const;
  return {
    ledger: [...cups.entries, ...saucers.entries],
    levels: [cups.level(), saucers.level()],
    allEnded: true,
    tries: [
      tried(['open', undefined, 'open'], [0, 10], { cup: 14 }, [
        { productId: 'cup', outcome: 'accepted', version: 1 },
      ]),
      tried(['open', undefined, 'open-saucer'], [0, 10], { saucer: 5 }),
      tried(['reserve', 'a', 'a1'], [90, 120], { cup: 12 }, reserved()),
      tried(['reserve', 'a', 'a1'], [130, 140], { cup: 12 }, reserved()),
      tried(['confirm', 'a', 'a2'], [190, 210], { cup: 12 }, [
        accepted('cup', { ...a, version: 3, status: 'confirmed' }),
      ]),
      tried(['reserve', 'b', 'b1'], [290, 310], { cup: 1 }, [
        accepted('cup', { ...b, version: 4, status: 'held' }),
      ]),
      tried(['reserve', 'c', 'c1'], [290, 310], { cup: 1 }, [
        accepted('cup', {
          ...c,
          version: 4,
          status: 'held',
          expiresAt: 10_300,
        }),
      ]),
      tried(['reserve', 'p', 'p1'], [340, 370], { cup: 3, saucer: 2 }, [
        refused('cup', 4),
      ]),
      tried(['release', 'b', 'b2'], [390, 410], { cup: 1 }, [
        accepted('cup', { ...b, version: 5, status: 'released' }),
      ]),
      tried(['extend', 'c', 'c2'], [4_990, 5_010], { cup: 1 }),
      tried(['confirm', 'b', 'b3'], [5_990, 6_010], { cup: 1 }, [
        refused('cup', 6, 'reservation-released'),
      ]),
      tried(['confirm', 'c', 'c3'], [15_090, 15_110], { cup: 1 }, [
        accepted('cup', { ...sold, version: 8 }),
      ]),
      tried(['reserve', 'u', 'u1'], [15_190, 15_210], { cup: 1 }),
      tried(['release', 'u', 'u2'], [15_220, 15_230], { cup: 1 }),
    ],
  };
}
