import { isDeepStrictEqual } from 'node:util';
import type { World } from './world';

/** Everything that was committed has been told to everybody: the ledger, the level view and whoever listens. */
export async function told({ ledger, published, heard }: World, productIds: string[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { event, inLedger } of published) {
    if (!inLedger) problems.push(`${event.id} was published before it was in the ledger`);
  }
  for (const productId of productIds) {
    const entries = await ledger.entries(productId);
    for (const entry of entries) {
      const events = heard.get(`${productId}.${entry.version}`) ?? [];
      if (events.length === 0) problems.push(`nobody heard of version ${entry.version} of ${productId}`);
      if (events.some(({ data }) => !isDeepStrictEqual(data, entry)))
        problems.push(`version ${entry.version} of ${productId} was told otherwise than it is in the ledger`);
    }
    const [level] = await ledger.levels([productId]);
    const last = entries.at(-1);
    if (level?.version !== last?.version || level?.available !== last?.available)
      problems.push(`the level view of ${productId} shows version ${level?.version ?? 'none'}, the last is ${last?.version ?? 'none'}`);
  }
  return problems;
}
