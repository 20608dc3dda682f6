import type { TurnFact } from './entry';

/**
 * Turns of one product that follow one another, as one event: as of the last,
 * with the changes of all in their order.
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
