import { productCreated } from '@souk/contracts/products/events';
import type { Try } from '@souk/tests/lib/checker/evidence';
import {
  caller,
  countOperation,
  endOperation,
  extendOperation,
  openOperation,
  pause,
  reserveOperation,
  returnOperation,
  type Answer,
  type Operation,
  type Caller,
} from './caller';
import { reader, type Read } from './reads';
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

export interface Observed {
  tries: Try[];
  reads: Read[];
}

/** By then no call of the day is in flight. */
const DRAIN_MS = 90_000;

/**
 * Some shoppers, a vendor and a reader use one or two products; resolves when
 * all are done. On further days, hours later, earlier operations are repeated
 * as well.
 */
export async function shopping(
  world: World,
  observed: Observed,
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
  const client = caller(world, observed);
  await Promise.all(productIds.map((id) => openStockOf(world, client, id)));
  for (let day = 1; day <= days; day++) {
    const name = day === 1 ? '' : `${day}-`;
    const repeated =
      day === 1
        ? []
        : pickRepeats(world, client).map((operation) =>
            repeater(world, client, operation),
          );
    const shoppers = Array.from({ length: 3 + random.below(4) }, (_, n) =>
      shopper(world, client, `${name}s${n}`, productIds),
    );
    const counted = vendor(world, client, productIds, `${name}count`);
    await Promise.all([
      ...repeated,
      ...shoppers,
      counted,
      reader(world, observed.reads, productIds),
    ]);
    if (day < days) await skipHours(world);
  }
  return productIds;
}

/**
 * Skips some time: short enough for some operations to be remembered, or long
 * enough for all to be forgotten.
 */
async function skipHours({ random, skip, note }: World): Promise<void> {
  await pause(DRAIN_MS);
  const minutes = random.happens(0.5)
    ? 20 + random.below(36)
    : 60 + random.below(120);
  note(() => `${minutes} minutes pass`);
  skip(minutes * 60_000);
}

/**
 * Picks operations to repeat, one of each reservation: nobody ends or extends a
 * reservation that is only being requested. A refused request is not repeated,
 * for it may be granted once the refusal is forgotten.
 */
function pickRepeats(
  { random }: World,
  { operations, refused }: Caller,
): Operation[] {
  const all = [...operations.values()].filter(
    ({ record: { kind, operationId, reservationId } }) =>
      reservationId !== undefined &&
      !(kind === 'reserve' && refused.has(operationId)),
  );
  if (all.length === 0) return [];
  const some = Array.from({ length: 3 + random.below(5) }, () =>
    random.pick(all),
  );
  return [
    ...new Map(some.map((one) => [one.record.reservationId, one])).values(),
  ];
}

/**
 * Repeats an operation of an earlier day, which may have been forgotten: what it
 * did then is not done again. Units may come back on any day.
 */
async function repeater(
  world: World,
  client: Caller,
  operation: Operation,
): Promise<void> {
  const { random } = world;
  await pause(random.below(15_000));
  const { kind } = operation.record;
  const answer = await client.call(operation, 2);
  if (kind === 'confirm') await giveBack(world, client, operation, answer);
}

/**
 * Opens stock by an event and by a call at the same time; the first one wins.
 */
async function openStockOf(
  { random, bus, note }: World,
  { call }: Caller,
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
  while (!(await call(openOperation(id, { vendorId: VENDOR, initialStock }))))
    await pause(1_000);
}

async function shopper(
  world: World,
  client: Caller,
  name: string,
  productIds: string[],
): Promise<void> {
  const { random } = world;
  await pause(random.below(3_000));
  for (let n = 1; n <= 1 + random.below(3); n++) {
    const reservationId = `${name}-r${n}`;
    const operation = reserveOperation({
      reservationId,
      operationId: `${reservationId}-reserve`,
      ...basket(world, name, productIds),
    });
    const answer = await submit(world, client, operation);
    if (answer?.outcome === 'accepted') await finish(world, client, operation);
    await pause(random.below(2_000));
  }
}

/**
 * Calls once, sometimes twice at the same time, sometimes again long after the
 * answer.
 */
async function submit(
  { random }: World,
  { call }: Caller,
  operation: Operation,
) {
  const first = call(operation);
  if (random.happens(0.1)) void call(operation, 1);
  const answer = await first;
  if (random.happens(0.2))
    void pause(random.below(20_000)).then(() => call(operation, 2));
  return answer;
}

function basket({ random, now }: World, holder: string, productIds: string[]) {
  const firstAskedAt = new Date(now()).toISOString();
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
    ...(random.happens(0.5) ? { firstAskedAt } : {}),
    ...(random.happens(0.5) ? { holder } : {}),
  };
}

/**
 * Confirms, releases, extends, or lets it expire; sometimes two of these at
 * once.
 */
async function finish(
  world: World,
  client: Caller,
  { record }: Operation,
): Promise<void> {
  const { random } = world;
  const { reservationId = '', products, ttlSeconds = 0 } = record;
  const productIds = products.map(({ productId }) => productId);
  const on = (verb: string) => ({
    operationId: `${reservationId}-${verb}`,
    reservationId,
    productIds,
  });
  const act = async (kind: 'confirm' | 'release') => {
    const operation = endOperation(kind, on(kind));
    const answer = await submit(world, client, operation);
    if (kind === 'confirm' && random.happens(0.5))
      await giveBack(world, client, operation, answer);
  };

  await pause(random.below(random.happens(0.8) ? 1_000 : ttlSeconds * 1_500));
  if (random.happens(0.2))
    await submit(
      world,
      client,
      extendOperation(on('extend'), 1 + ((7 * ttlSeconds) % 10)),
    );
  const what = random.below(10);
  if (what < 5) await act('confirm');
  else if (what < 7) await act('release');
  else if (what < 8) await Promise.all([act('confirm'), act('release')]);
}

/** Some of what was sold comes back, once or twice; sometimes too much. */
async function giveBack(
  world: World,
  client: Caller,
  { record: { reservationId = '' } }: Operation,
  answer: Answer,
): Promise<void> {
  const { random } = world;
  const sold = (answer?.products ?? []).flatMap(({ productId, reservation }) =>
    (reservation?.taken ?? []).map((one) => ({ productId, ...one })),
  );
  if (sold.length === 0) return;
  for (let n = 0; n <= random.below(2); n++) {
    await pause(random.below(3_000));
    const { quantity, ...place } = random.pick(sold);
    const lines = [{ ...place, quantity: 1 + random.below(quantity + 1) }];
    const operationId = `${reservationId}-return-${client.operations.size}`;
    const asked = { operationId, reason: 'damaged', lines };
    await submit(world, client, returnOperation(reservationId, asked));
  }
}

async function vendor(
  world: World,
  client: Caller,
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
    await client.call(
      countOperation(random.pick(productIds), OLGA, {
        kind,
        operationId,
        ...at,
      }),
    );
  }
}
