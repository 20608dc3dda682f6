import type { Answered, Try, Violation } from './evidence';
import { STEP_OF, type Operation } from './operations';
import { inWords, placesOf, unitsOf, type Step } from './steps';

type Found = Omit<Violation, 'rule'>;

/** The steps of one product by reservation. */
export type Histories = Map<string, Map<string, Step[]>>;

/**
 * Nothing is done twice, by halves, or without having been asked for; with an
 * answer or without.
 */
export function* checkSides(
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
        else if (kind === 'reserve' && unitsOf(step) !== asked.quantity)
          yield {
            productId,
            detail: `${id} asked for ${asked.quantity} units, ${unitsOf(step)} were taken`,
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
    // What a reserve that was refused elsewhere held here is let go of under an
    // operation of the shop's own.
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

/** What was acknowledged is in the ledger, once, as it was acknowledged. */
export function* checkAcknowledged(
  operations: Map<string, Operation>,
  histories: Histories,
): Generator<Found> {
  for (const operation of operations.values()) {
    for (const said of acceptedBy(operation)) {
      const { productId } = said;
      const own = operation.steps.get(productId) ?? [];
      const [step = standing(operation, said, histories)] = own;
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
      const taken = said.reservation && inWords(said.reservation.taken);
      if (
        taken !== undefined &&
        step.kind !== 'extended' &&
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
 * The reservation was asked for by two operations: the second gets it as the
 * first made it.
 */
function standing(
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

/**
 * Whether a call that comes again may be answered otherwise, because nothing is
 * remembered of it.
 */
const PASSING = new Set(['too-many-reservations', 'unknown-product']);

/** Every answer to one operation is the same. */
export function* checkReplies(
  operations: Map<string, Operation>,
): Generator<Found> {
  for (const { id, kind, tries } of operations.values()) {
    const told = tries.flatMap(({ answer }) => (answer ? [answer] : []));
    if (kind === 'open' || kind === 'count' || told.length < 2) continue;
    if (
      told.some(({ products }) =>
        products.some(({ reason }) => PASSING.has(reason ?? '')),
      )
    )
      continue;
    const [first, ...others] = told.map(({ outcome, products }) =>
      JSON.stringify([outcome, products.map(ordered)]),
    );
    const other = others.find((one) => one !== first);
    if (other !== undefined)
      yield {
        productId: told[0]?.products[0]?.productId ?? '',
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
        inWords(reservation.taken),
        reservation.expiresAt,
        reservation.anew,
      ]
    : []),
];

/**
 * What was refused has not happened; what a reserve over several products held
 * meanwhile was let go of.
 */
export function* checkRefused(
  operations: Map<string, Operation>,
  histories: Histories,
): Generator<Found> {
  for (const { id, kind, answered, steps } of operations.values()) {
    if (answered?.answer?.outcome !== 'refused') continue;
    for (const [productId, [step]] of steps) {
      const said = answered.answer.products.find(
        (one) => one.productId === productId,
      );
      if (!step || said?.outcome === 'accepted') continue;
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
