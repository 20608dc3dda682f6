import type { Try } from '@souk/tests/lib/checker/evidence';
import { pause } from './caller';
import { unreliable } from './network';
import { lasting, type World } from './world';

export interface Read {
  productId: string;
  invokedAt: number;
  /** None while the product's stock is not open. */
  version: number;
}

/** So old a level may be that is shown to a reader. */
const FRESH_MS = 5_000;

/** Somebody who looks at the levels now and then. */
export async function reader(
  world: World,
  reads: Read[],
  productIds: string[],
): Promise<void> {
  const { random } = world;
  const door = unreliable(lasting('reader'), world, false);
  for (let n = 0; n < 6; n++) {
    await pause(random.below(4_000));
    const productId = random.pick(productIds);
    const invokedAt = world.now();
    const level = await door('read', async () =>
      world.anyReplica()?.stock.level(productId),
    )().catch(() => undefined);
    if (level !== undefined)
      reads.push({ productId, invokedAt, version: level?.version ?? 0 });
  }
}

/**
 * Reads that do not know what had been answered to somebody a good while before
 * they were asked for.
 */
export function staleReads(reads: Read[], tries: Try[]): string[] {
  return reads.flatMap(({ productId, invokedAt, version }) => {
    const known = tries.flatMap(({ answer }) =>
      answer && answer.at < invokedAt - FRESH_MS
        ? answer.products.filter((one) => one.productId === productId)
        : [],
    );
    const latest = known.reduce((most, one) => Math.max(most, one.version), 0);
    return version < latest
      ? [
          `a reader of ${productId} was shown version ${version} when ${latest} was long known`,
        ]
      : [];
  });
}
