import { productCreated } from '@souk/contracts/products/events';
import type { Try } from '@souk/tests/lib/checker/evidence';
import {
  caller,
  counting,
  ending,
  extending,
  opening,
  pause,
  reserving,
  type Asked,
  type Caller,
} from './caller';
import { repeatOf, type Lives } from './lives';
import { reader, type Read } from './reading';
import type { World } from './world';

const VENDOR = 'ann';
const NORTH = 'north';
const SOUTH = 'south';
const AT = '2026-01-01T00:00:00.000Z';
const OLGA = {
  id: 'olga',
  role: 'operator',
  scopes: new Set<string>(),
} as const;

export interface Seen {
  tries: Try[];
  reads: Read[];
  lives: Lives;
}

/** By then nothing of a day is under way any more. */
const NIGHTFALL_MS = 90_000;

/**
 * What some shoppers, a vendor and a reader do with one or two products; over
 * when all of them have gone. On some days more, hours later, whoever comes
 * again also repeats what was asked for on the days before.
 */
export async function shopping(
  world: World,
  seen: Seen,
  days: number,
): Promise<string[]> {
  const { random } = world;
  const productIds = ['cup', 'saucer'].slice(0, random.happens(0.4) ? 2 : 1);
  for (const [id, name] of [
    [NORTH, 'North'],
    [SOUTH, 'South'],
  ] as const)
    await world.warehouses.add({
      id,
      vendorId: VENDOR,
      name,
      city: null,
      country: null,
      createdAt: AT,
    });
  const everybody = caller(world, seen);
  await Promise.all(productIds.map((id) => openUp(world, everybody, id)));
  for (let day = 1; day <= days; day++) {
    const name = day === 1 ? '' : `${day}-`;
    const repeated =
      day === 1
        ? []
        : someOf(world, everybody).map((asked) =>
            repeater(world, everybody, { asked, seen }),
          );
    const shoppers = Array.from({ length: 3 + random.below(4) }, (_, n) =>
      shopper(world, everybody, `${name}s${n}`, productIds),
    );
    const counted = vendor(world, everybody, productIds, `${name}count`);
    await Promise.all([
      ...repeated,
      ...shoppers,
      counted,
      reader(world, seen.reads, productIds),
    ]);
    if (day < days) await night(world);
  }
  return productIds;
}

/**
 * Short enough for some of what was asked for to be remembered, or long enough
 * for all of it to be forgotten.
 */
async function night({ random, leap, note }: World): Promise<void> {
  await pause(NIGHTFALL_MS);
  const minutes = random.happens(0.5)
    ? 20 + random.below(36)
    : 60 + random.below(120);
  note(() => `${minutes} minutes pass`);
  leap(minutes * 60_000);
}

/**
 * What to ask for again, one thing of each reservation: nobody ends or extends
 * one that is only being asked for.
 */
function someOf({ random }: World, { asked }: Caller): Asked[] {
  const all = [...asked.values()].filter(
    ({ of }) => of.reservationId !== undefined,
  );
  const some = Array.from({ length: 3 + random.below(5) }, () =>
    random.pick(all),
  );
  return [...new Map(some.map((one) => [one.of.reservationId, one])).values()];
}

/**
 * Asks for something once more that was asked for on an earlier day; forgotten,
 * it is another operation.
 */
async function repeater(
  world: World,
  everybody: Caller,
  { asked, seen }: { asked: Asked; seen: Seen },
): Promise<void> {
  const { random } = world;
  await pause(random.below(15_000));
  const repeat = repeatOf(seen, asked.of, world.now());
  if (repeat === 'unknown') return;
  const answer = await everybody.ask(asked, 2);
  if (
    repeat === 'new' &&
    asked.of.kind === 'reserve' &&
    answer?.outcome === 'accepted'
  )
    await afterwards(world, everybody, asked);
}

/**
 * Announced by an event and asked for by a call at the same time; whoever comes
 * first opens it.
 */
async function openUp(
  { random, bus, note }: World,
  { ask }: Caller,
  id: string,
): Promise<void> {
  const initialStock = [
    { warehouseId: NORTH, quantity: random.below(6) },
    { warehouseId: SOUTH, quantity: 1 + random.below(6) },
  ];
  note(() => `${id} begins with ${JSON.stringify(initialStock)}`);
  const product = productCreated.data.parse({
    id,
    vendorId: VENDOR,
    version: 1,
    status: 'active',
    name: id,
    description: '',
    category: 'table',
    sku: null,
    price: { amountMinor: 100, currency: 'EUR' },
    images: [],
    attributes: {},
    initialStock,
    createdAt: AT,
    updatedAt: AT,
  });
  await bus.publish({
    id: `${id}-created`,
    topic: productCreated.topic,
    data: product,
    time: AT,
  });
  while (!(await ask(opening(id, { vendorId: VENDOR, initialStock }))))
    await pause(1_000);
}

async function shopper(
  world: World,
  everybody: Caller,
  name: string,
  productIds: string[],
): Promise<void> {
  const { random } = world;
  await pause(random.below(3_000));
  for (let n = 1; n <= 1 + random.below(3); n++) {
    const reservationId = `${name}-r${n}`;
    const asked = reserving({
      reservationId,
      operationId: `${reservationId}-reserve`,
      ...basket(world, name, productIds),
    });
    const answer = await sendings(world, everybody, asked);
    if (answer?.outcome === 'accepted')
      await afterwards(world, everybody, asked);
    await pause(random.below(2_000));
  }
}

/**
 * Sometimes a double click, sometimes once more when it was answered long ago.
 */
async function sendings({ random }: World, { ask }: Caller, asked: Asked) {
  const first = ask(asked);
  if (random.happens(0.1)) void ask(asked, 1);
  const answer = await first;
  if (random.happens(0.2))
    void pause(random.below(20_000)).then(() => ask(asked, 2));
  return answer;
}

function basket({ random }: World, holder: string, productIds: string[]) {
  const line = () => {
    const at = random.below(5);
    const warehouse = at < 2 ? { warehouseId: at === 0 ? NORTH : SOUTH } : {};
    return {
      productId: random.pick(productIds),
      quantity: 1 + random.below(2),
      ...warehouse,
    };
  };
  const lines = Array.from({ length: 1 + random.below(3) }, line);
  return {
    lines,
    ttlSeconds: 1 + random.below(12),
    ...(random.happens(0.5) ? { holder } : {}),
  };
}

/**
 * Buys, gives back, wants longer, or lets it run out; now and then two of these
 * at once.
 */
async function afterwards(
  world: World,
  everybody: Caller,
  { of }: Asked,
): Promise<void> {
  const { random } = world;
  const { reservationId = '', products, ttlSeconds = 0 } = of;
  const productIds = products.map(({ productId }) => productId);
  const on = (verb: string) => ({
    operationId: `${reservationId}-${verb}`,
    reservationId,
    productIds,
  });
  const act = (kind: 'confirm' | 'release') =>
    sendings(world, everybody, ending(kind, on(kind)));

  await pause(random.below(random.happens(0.8) ? 1_000 : ttlSeconds * 1_500));
  if (random.happens(0.2))
    await sendings(
      world,
      everybody,
      extending(on('extend'), 1 + ((7 * ttlSeconds) % 10)),
    );
  const what = random.below(10);
  if (what < 5) await act('confirm');
  else if (what < 7) await act('release');
  else if (what < 8) await Promise.all([act('confirm'), act('release')]);
}

async function vendor(
  world: World,
  everybody: Caller,
  productIds: string[],
  name: string,
): Promise<void> {
  const { random } = world;
  for (let n = 1; n <= random.below(4); n++) {
    await pause(random.below(4_000));
    const kind = random.pick(['receive', 'set', 'repair'] as const);
    const operationId = `key:${name}-${n}`;
    const at = {
      vendorId: VENDOR,
      warehouseId: random.pick([NORTH, SOUTH]),
      quantity: random.below(6),
    };
    await everybody.ask(
      counting(random.pick(productIds), OLGA, { kind, operationId, ...at }),
    );
  }
}
