import type { Try } from '@souk/tests/lib/checker/evidence';
import { pause, withTimeout } from './caller';
import { unreliable } from './network';
import { immortal, type World } from './world';

export interface Read {
  productId: string;
  invokedAt: number;
  /** 0 while the product's stock is not open. */
  version: number;
}

/** How old a level shown to a reader may be. */
const FRESH_MS = 5_000;

/** A reader that reads levels now and then. */
export async function reader(
  world: World,
  reads: Read[],
  productIds: string[],
): Promise<void> {
  const { random } = world;
  const door = unreliable(immortal('reader'), world, false);
  for (let n = 0; n < 6; n++) {
    await pause(random.below(4_000));
    const productId = random.pick(productIds);
    const invokedAt = world.now();
    const read = door('read', async () =>
      world.anyReplica()?.stock.level(productId),
    );
    const level = await withTimeout(read()).catch(() => undefined);
    if (level !== undefined)
      reads.push({ productId, invokedAt, version: level?.version ?? 0 });
  }
}

/** Reads older than an answer that somebody received well before the read. */
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
          `a read of ${productId} returned version ${version} long after version ${latest}`,
        ]
      : [];
  });
}
