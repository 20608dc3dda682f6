import type { Violation } from './evidence';
import type { Operation } from './operations';
import { reservedDelta, placesOf, unitsAt, unitsOf, type Step } from './steps';

/** The lifecycle of one reservation of one product, from its steps in order. */
interface Lifecycle {
  state: 'none' | 'held' | 'confirmed' | 'released' | 'expired';
  places: string;
  units: number;
  /** What may still come back, by warehouse. */
  sold: Map<string, number>;
  /** Undefined when there was no request, so that the duration is unknown. */
  endsAt: number | undefined;
}

const ENDS = new Set<Step['kind']>(['confirmed', 'released', 'expired']);

interface Context {
  operations: Map<string, Operation>;
  allEnded: boolean;
}

/**
 * Every reservation of one product begins once, ends once, and does not expire
 * early.
 */
export function checkLifecycles(
  productId: string,
  steps: Step[],
  { operations, allEnded }: Context,
): Violation[] {
  const violations: Violation[] = [];
  const lifecycles = new Map<string, Lifecycle>();
  for (const step of steps) {
    if (step.reservationId === undefined) continue;
    const lifecycle = lifecycles.get(step.reservationId) ?? {
      state: 'none',
      places: '',
      units: 0,
      sold: new Map<string, number>(),
      endsAt: undefined,
    };
    const wrong = (rule: Violation['rule'], detail: string) =>
      violations.push({
        rule,
        productId,
        detail: `reservation ${step.reservationId}, version ${step.version}: ${detail}`,
      });
    const problem = outOfOrder(lifecycle, step);
    if (problem) wrong('ends-once', problem);
    const over = takeBack(lifecycle, step);
    if (over) wrong('returned', over);
    const late = outOfTime(lifecycle, step);
    if (late) wrong('expiry', late);
    lifecycles.set(
      step.reservationId,
      advance(
        lifecycle,
        step,
        operations.get(step.operationId)?.first.ttlSeconds,
      ),
    );
  }
  for (const [id, { state }] of lifecycles) {
    if (allEnded && state === 'held')
      violations.push({
        rule: 'ends-once',
        productId,
        detail: `reservation ${id} never ended`,
      });
  }
  return violations;
}

/** Why this step is not allowed in this state. */
function outOfOrder(
  { state, places, units }: Lifecycle,
  step: Step,
): string | undefined {
  const { kind } = step;
  if (kind === 'reserved')
    return state === 'none' ? undefined : `reserved while ${state}`;
  if (kind === 'returned' && state === 'confirmed') return undefined;
  if (kind === 'confirmed' && state === 'expired')
    return unitsOf(step) === units && reservedDelta(step) === 0
      ? undefined
      : 'confirmed anew with other units';
  if (state !== 'held') return `${kind} while ${state}`;
  return !ENDS.has(kind) ||
    (placesOf(step) === places && -reservedDelta(step) === units)
    ? undefined
    : `${kind} with ${placesOf(step)}, held were ${places}`;
}

/** Why these units cannot come back; they are taken off those that may. */
function takeBack({ sold }: Lifecycle, step: Step): string | undefined {
  if (step.kind !== 'returned') return undefined;
  const over = unitsAt(step).filter(({ warehouseId, units: back }) => {
    const left = (sold.get(warehouseId) ?? 0) - back;
    sold.set(warehouseId, left);
    return left < 0;
  });
  return over.length === 0
    ? undefined
    : `${placesOf(step)} came back, more than was taken`;
}

function outOfTime(
  { state, endsAt }: Lifecycle,
  { kind, at }: Step,
): string | undefined {
  if (state !== 'held' || endsAt === undefined) return undefined;
  if (kind === 'expired' && at < endsAt)
    return `expired ${endsAt - at} ms early`;
  if (kind !== 'expired' && at >= endsAt)
    return `${kind} ${at - endsAt} ms after its time`;
  return undefined;
}

function advance(
  life: Lifecycle,
  step: Step,
  ttlSeconds: number | undefined,
): Lifecycle {
  const until =
    ttlSeconds === undefined ? undefined : step.at + ttlSeconds * 1_000;
  if (step.kind === 'reserved')
    return {
      state: 'held',
      places: placesOf(step),
      units: unitsOf(step),
      sold: new Map(),
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
  if (step.kind === 'confirmed')
    return {
      ...life,
      state: 'confirmed',
      sold: new Map(
        unitsAt(step).map(({ warehouseId, units }) => [warehouseId, units]),
      ),
    };
  return ENDS.has(step.kind)
    ? { ...life, state: step.kind as Lifecycle['state'] }
    : life;
}
