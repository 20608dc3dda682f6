import type { Violation } from './evidence';
import type { Operation } from './operations';
import { heldBack, placesOf, unitsOf, type Step } from './steps';

/** The life of one reservation at one product, from its steps in order. */
interface Life {
  state: 'none' | 'held' | 'confirmed' | 'released' | 'expired';
  places: string;
  units: number;
  /**
   * Undefined when nobody asked for what happened, so that nobody knows for how
   * long.
   */
  endsAt: number | undefined;
}

const ENDS = new Set<Step['kind']>(['confirmed', 'released', 'expired']);

interface Told {
  operations: Map<string, Operation>;
  allEnded: boolean;
}

/**
 * Every reservation of one product begins once and ends once, and runs out when
 * its time is over and not before.
 */
export function checkLives(
  productId: string,
  steps: Step[],
  { operations, allEnded }: Told,
): Violation[] {
  const violations: Violation[] = [];
  const lives = new Map<string, Life>();
  for (const step of steps) {
    if (step.reservationId === undefined) continue;
    const life = lives.get(step.reservationId) ?? {
      state: 'none',
      places: '',
      units: 0,
      endsAt: undefined,
    };
    const wrong = (rule: Violation['rule'], detail: string) =>
      violations.push({
        rule,
        productId,
        detail: `reservation ${step.reservationId}, version ${step.version}: ${detail}`,
      });
    const problem = lived(life, step);
    if (problem) wrong('ends-once', problem);
    const late = outOfTime(life, step);
    if (late) wrong('expiry', late);
    lives.set(
      step.reservationId,
      after(life, step, operations.get(step.operationId)?.first.ttlSeconds),
    );
  }
  for (const [id, { state }] of lives) {
    if (allEnded && state === 'held')
      violations.push({
        rule: 'ends-once',
        productId,
        detail: `reservation ${id} never ended`,
      });
  }
  return violations;
}

/** Why this step cannot come now. */
function lived({ state, places, units }: Life, step: Step): string | undefined {
  const { kind } = step;
  if (kind === 'reserved')
    return state === 'none' ? undefined : `reserved while ${state}`;
  if (kind === 'confirmed' && state === 'expired')
    return unitsOf(step) === units && heldBack(step) === 0
      ? undefined
      : 'confirmed anew with other units';
  if (state !== 'held') return `${kind} while ${state}`;
  return !ENDS.has(kind) ||
    (placesOf(step) === places && -heldBack(step) === units)
    ? undefined
    : `${kind} with ${placesOf(step)}, held were ${places}`;
}

function outOfTime(
  { state, endsAt }: Life,
  { kind, at }: Step,
): string | undefined {
  if (state !== 'held' || endsAt === undefined) return undefined;
  if (kind === 'expired' && at < endsAt)
    return `ran out ${endsAt - at} ms early`;
  if (kind !== 'expired' && at >= endsAt)
    return `${kind} ${at - endsAt} ms after its time`;
  return undefined;
}

function after(life: Life, step: Step, ttlSeconds: number | undefined): Life {
  const until =
    ttlSeconds === undefined ? undefined : step.at + ttlSeconds * 1_000;
  if (step.kind === 'reserved')
    return {
      state: 'held',
      places: placesOf(step),
      units: unitsOf(step),
      endsAt: until,
    };
  if (step.kind === 'extended')
    return {
      ...life,
      endsAt:
        until === undefined || life.endsAt === undefined
          ? undefined
          : Math.max(life.endsAt, until),
    };
  return ENDS.has(step.kind)
    ? { ...life, state: step.kind as Life['state'] }
    : life;
}
