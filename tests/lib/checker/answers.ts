import {
  REMEMBERED_MS,
  type Answered,
  type Try,
  type Violation,
} from './evidence';
import { STEP_OF, type Operation } from './operations';
import { formatPlaces, placesOf, unitsOf, type Step } from './steps';

type Found = Omit<Violation, 'rule'>;

/** The steps of one product by reservation. */
export type Histories = Map<string, Map<string, Step[]>>;

/**
 * No operation is applied twice, in part, or without a request, whether or not
 * it was answered.
 */
export function* checkEffects(
  operations: Map<string, Operation>,
  steps: Step[],
): Generator<Found> {
  for (const { id, kind, first, steps: done } of operations.values()) {
    for (const [productId, own] of done) {
      const asked = first.products.find((one) => one.productId === productId);
      if (own.length > 1)
        yield {
          productId,
          detail: `${id} was done ${own.length} times: versions ${versions(own)}`,
        };
      for (const step of own) {
        if (!asked || !STEP_OF[kind].includes(step.kind))
          yield {
            productId,
            detail: `${id} asked to ${kind}, not ${step.kind}`,
          };
        else if (
          (kind === 'reserve' || kind === 'return') &&
          unitsOf(step) !== asked.quantity
        )
          yield {
            productId,
            detail: `${id} asked for ${asked.quantity} units, ${unitsOf(step)} were moved`,
          };
        if (step.reservationId !== first.reservationId)
          yield {
            productId,
            detail: `${id} changed reservation ${step.reservationId}`,
          };
      }
    }
  }
  const shared = overSeveralProducts(operations);
  for (const {
    kind,
    operationId,
    productId,
    version,
    reservationId = '',
  } of steps) {
    if (operations.has(operationId) || kind === 'expired') continue;
    // Units held for a reserve that another product refused are released under
    // an internal operation.
    if (kind === 'released' && shared.has(reservationId)) continue;
    yield {
      productId,
      detail: `version ${version}: nobody asked for ${operationId} (${kind})`,
    };
  }
}

const overSeveralProducts = (operations: Map<string, Operation>): Set<string> =>
  new Set(
    [...operations.values()].flatMap(({ kind, first }) =>
      kind === 'reserve' && first.products.length > 1
        ? [first.reservationId ?? '']
        : [],
    ),
  );

/**
 * Every acknowledged operation is in the ledger once, as it was acknowledged.
 */
export function* checkAcknowledged(
  operations: Map<string, Operation>,
  histories: Histories,
): Generator<Found> {
  for (const operation of operations.values()) {
    for (const said of acceptedBy(operation)) {
      const { productId } = said;
      const own = operation.steps.get(productId) ?? [];
      const [step = earlierReserve(operation, said, histories)] = own;
      if (!step || own.length > 1) {
        yield {
          productId,
          detail: `${operation.id} was acknowledged as version ${said.version} and is there ${own.length} times`,
        };
        continue;
      }
      const later = own.length === 0 || said.reservation === undefined;
      if (later ? step.version > said.version : step.version !== said.version)
        yield {
          productId,
          detail: `${operation.id} was acknowledged as version ${said.version}, it is ${step.version}`,
        };
      const taken = said.reservation && formatPlaces(said.reservation.taken);
      if (
        taken !== undefined &&
        step.kind !== 'extended' &&
        step.kind !== 'returned' &&
        taken !== placesOf(step)
      )
        yield {
          productId,
          detail: `${operation.id} was told ${taken}, the ledger says ${placesOf(step)}`,
        };
    }
  }
}

const acceptedBy = ({ answered }: Operation): Answered[] =>
  answered?.answer?.products.filter(({ outcome }) => outcome === 'accepted') ??
  [];

/**
 * When two operations request the same reservation, the second gets the first
 * one's.
 */
function earlierReserve(
  { kind, first }: Operation,
  { productId }: Answered,
  histories: Histories,
): Step | undefined {
  if (kind !== 'reserve' || first.reservationId === undefined) return undefined;
  return histories
    .get(productId)
    ?.get(first.reservationId)
    ?.find((step) => step.kind === 'reserved');
}

/** Refusals that are not remembered: a retry may get another answer. */
const NOT_REMEMBERED = new Set([
  'too-many-reservations',
  'unknown-product',
  'unknown-reservation',
]);

/** Every answer to one operation is the same while it is remembered. */
export function* checkReplies(
  operations: Map<string, Operation>,
): Generator<Found> {
  for (const { id, kind, tries, answered } of operations.values()) {
    const until = (answered?.answer?.at ?? 0) + REMEMBERED_MS;
    const answers = tries.flatMap(({ invokedAt, answer }) =>
      answer && invokedAt < until ? [answer] : [],
    );
    if (kind === 'open' || kind === 'count' || answers.length < 2) continue;
    if (
      answers.some(({ products }) =>
        products.some(({ reason }) => NOT_REMEMBERED.has(reason ?? '')),
      )
    )
      continue;
    const [first, ...others] = answers.map(({ outcome, products }) =>
      JSON.stringify([outcome, products.map(ordered)]),
    );
    const other = others.find((one) => one !== first);
    if (other !== undefined)
      yield {
        productId: answers[0]?.products[0]?.productId ?? '',
        detail: `${id} was answered ${first} and then ${other}`,
      };
  }
}

const ordered = ({
  productId,
  outcome,
  version,
  reason,
  reservation,
}: Answered) => [
  ...[productId, outcome, version, reason],
  ...(reservation
    ? [
        reservation.status,
        formatPlaces(reservation.taken),
        reservation.expiresAt,
        reservation.anew,
        formatPlaces(reservation.returned ?? []),
      ]
    : []),
];

/**
 * A refused operation has no effect; units that a reserve over several products
 * held meanwhile were released.
 */
export function* checkRefused(
  operations: Map<string, Operation>,
  histories: Histories,
): Generator<Found> {
  for (const operation of operations.values()) {
    const { id, kind, answered, steps } = operation;
    if (answered?.answer?.outcome !== 'refused') continue;
    for (const [productId, [step]] of steps) {
      const said = answered.answer.products.find(
        (one) => one.productId === productId,
      );
      if (!step || said?.outcome === 'accepted') continue;
      if (isOver(operation, said)) continue;
      const wasUndone =
        kind === 'reserve' &&
        answered.products.length > 1 &&
        undone(answered, said, productId, histories);
      if (!wasUndone)
        yield {
          productId,
          detail: `${id} was refused (${said?.reason ?? 'elsewhere'}) and is version ${step.version}`,
        };
    }
  }
}

/** Asked again when it was forgotten: what it did has ended since. */
const isOver = (
  { first, answered }: Operation,
  said: Answered | undefined,
): boolean =>
  OVER.has(said?.reason ?? '') &&
  (answered?.invokedAt ?? 0) > first.invokedAt + REMEMBERED_MS;

const OVER = new Set([
  'already-confirmed',
  'reservation-released',
  'reservation-expired',
]);

function undone(
  { reservationId = '' }: Try,
  said: Answered | undefined,
  productId: string,
  histories: Histories,
): boolean {
  const ends =
    histories
      .get(productId)
      ?.get(reservationId)
      ?.filter(({ kind }) => kind !== 'reserved') ?? [];
  const free =
    ends.length > 0 &&
    ends.every(({ kind }) => kind === 'released' || kind === 'expired');
  return free && (said === undefined || said.reason === 'reservation-released');
}

const versions = (steps: Step[]) =>
  steps.map(({ version }) => version).join(', ');
