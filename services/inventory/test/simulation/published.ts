import type { World } from './world';

/**
 * Checks that every level was announced after the ledger had its turn, and that
 * the last one was.
 */
export async function checkPublished(
  { ledger, levels, shown }: World,
  productIds: string[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const { level, inLedger } of shown) {
    if (!inLedger)
      problems.push(
        `version ${level.version} of ${level.productId} was shown before it was in the ledger`,
      );
  }
  for (const productId of productIds) {
    const last = (await ledger.entries(productId)).at(-1);
    const [level] = await levels.of([productId]);
    if (
      level?.version === last?.version &&
      level?.available === last?.available
    )
      continue;
    problems.push(
      `the level view of ${productId} shows version ${level?.version ?? 'none'}, the last is ${last?.version ?? 'none'}`,
    );
  }
  return problems;
}
