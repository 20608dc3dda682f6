import { randomUUID } from 'node:crypto';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import { stateStore } from '@souk/platform/dapr/state';
import { storedIn } from '../../services/inventory/src/rules/memory';
import { takeTurn } from '../../services/inventory/src/rules/turn';
import { compare, report } from './support/compare';
import { inventorySidecar } from './support/inventory-sidecar';
import { reserveOne } from './support/stock-actors';

const RECORDS = [8, 128];

/** The reservations in a product's document, as a turn writes them. */
function reservations(count: number) {
  const lines = [{ warehouseId: 'main-bench', quantity: count }];
  const open = {
    kind: 'open',
    operationId: 'open',
    productId: 'bench',
    vendorId: 'bench',
    lines,
  } as const;
  const commands = Array.from({ length: count }, () =>
    reserveOne(randomUUID()),
  );
  const { stock } = takeTurn(undefined, [open, ...commands], new Date());
  const { memory } = stock ?? {};
  return memory
    ? [...memory.reservations.keys()].map((id) => storedIn(memory, id))
    : [];
}

/**
 * Measures a turn's write through the sidecar, deflated as the state store does
 * it and as plain JSON.
 */
async function main() {
  const { sidecar, close } = await inventorySidecar(await readEndpoints());
  const store = stateStore(sidecar, 'stock-state');
  const key = `bench-${randomUUID()}`;
  const results = [];
  for (const count of RECORDS) {
    const value = { reservations: reservations(count) };
    const whole = [
      { key: `${key}-whole`, value, options: { consistency: 'strong' } },
    ];
    let etag: string | undefined = undefined;
    const packed = async () =>
      (etag = await store.save(`${key}-${count}`, value, etag));
    const plain = () =>
      sidecar.request({
        method: 'POST',
        path: '/v1.0/state/stock-state',
        body: whole,
      });
    results.push(
      await compare(
        {
          measure: `${count} reservations, deflated ÷ plain`,
          side: { name: 'deflated', run: packed },
          base: { name: 'plain', run: plain },
          goal: count > 64 ? 0.75 : 1.1,
        },
        40,
      ),
    );
    await store.remove(`${key}-${count}`);
  }
  await store.remove(`${key}-whole`);
  report(results);
  await close();
}

void main();
