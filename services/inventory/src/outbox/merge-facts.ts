import type { TurnFact } from './entry';

/**
 * Merges consecutive turns of one product into one event: the state after the
 * last turn, and all changes in order.
 */
export function mergeFacts(facts: TurnFact[]): TurnFact {
  const [first] = facts;
  const last = facts.at(-1);
  if (!first || !last) throw new Error('There is no fact to publish');
  if (first === last) return last;
  const changes = facts.flatMap(({ version, changes: made }) =>
    made.map((change) => ({ ...change, version })),
  );
  return {
    ...last,
    fromVersion: first.version,
    operationId: first.operationId,
    changes,
  };
}
