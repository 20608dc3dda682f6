import type { Evidence, Kind, Try } from './evidence';
import type { Step } from './steps';

/** All tries of one operation, and its effects. */
export interface Operation {
  id: string;
  kind: Kind;
  tries: Try[];
  first: Try;
  /** The answered try whose answer came first. */
  answered: Try | undefined;
  /** By product; each should have one at most. */
  steps: Map<string, Step[]>;
}

export const STEP_OF: Record<Kind, Step['kind'][]> = {
  open: ['opened'],
  count: ['received', 'set', 'repaired'],
  reserve: ['reserved'],
  confirm: ['confirmed'],
  release: ['released'],
  extend: ['extended'],
  return: ['returned'],
};

/** Tries and steps, joined by the id of the operation. */
export function operationsOf(
  { tries }: Pick<Evidence, 'tries'>,
  steps: Step[],
): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const one of [...tries].sort((a, b) => a.invokedAt - b.invokedAt)) {
    const known = operations.get(one.operationId);
    if (known) known.tries.push(one);
    else
      operations.set(one.operationId, {
        id: one.operationId,
        kind: one.kind,
        tries: [one],
        first: one,
        answered: undefined,
        steps: new Map<string, Step[]>(),
      });
  }
  for (const operation of operations.values()) {
    const answered = operation.tries.filter(
      ({ answer }) => answer !== undefined,
    );
    operation.answered = answered.sort(
      (a, b) => (a.answer?.at ?? 0) - (b.answer?.at ?? 0),
    )[0];
  }
  for (const step of steps) {
    const done = operations.get(step.operationId)?.steps;
    done?.set(step.productId, [...(done.get(step.productId) ?? []), step]);
  }
  return operations;
}
