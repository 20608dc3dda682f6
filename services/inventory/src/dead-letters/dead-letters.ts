import type {
  DeadLetter,
  KeptLetters,
  LetterQuery,
} from '@souk/contracts/dead-letters';
import type { Principal } from '@souk/platform/auth/principal';
import type { VerifyEvent } from '@souk/platform/auth/signed-events';
import { problemOf, type CloudEvent } from '@souk/platform/dapr/delivery';
import type { Subscription } from '@souk/platform/dapr/subscribe';
import { AppError } from '@souk/platform/http/errors';
import type { DeadLetterStore } from '@souk/platform/mongo/dead-letters-store';

export interface DeadLettersDeps {
  letters: DeadLetterStore;
  /** The subscriptions whose handlers are called again. */
  subscriptions: Subscription[];
  verifyEvent: VerifyEvent;
}

/** A page, and whether there are more behind it. */
export async function listDeadLetters(
  { letters }: Pick<DeadLettersDeps, 'letters'>,
  query: LetterQuery,
): Promise<KeptLetters> {
  const { limit } = query;
  const [found, counts] = await Promise.all([
    letters.list({ ...query, limit: limit + 1 }),
    letters.counts(),
  ]);
  return { items: found.slice(0, limit), more: found.length > limit, counts };
}

/**
 * Verifies the event and calls its handler again, in this process. Replaying an event that was
 * handled meanwhile changes nothing.
 * @throws AppError `dead-letter-not-found`; `dead-letter-settled` when it was
 * dropped; `replay-failed`, with the reason noted in the letter.
 */
export async function replay(
  { letters, subscriptions, verifyEvent }: DeadLettersDeps,
  id: string,
): Promise<DeadLetter> {
  const letter = await found(letters, id);
  if (letter.dropped) throw settled(id, 'dropped');
  const subscription = subscriptions.find(
    ({ topic }) => topic === letter.topic,
  );
  try {
    if (!subscription)
      throw new AppError(
        'invalid',
        'invalid-input',
        `Nothing here handles ${letter.topic}`,
      );
    const event = letter.event as CloudEvent;
    await verifyEvent({ ...event, type: letter.topic });
    await subscription.handle(event.data, letter.eventId);
  } catch (cause) {
    const problem = problemOf(cause);
    await letters.note(id, problem);
    throw new AppError('conflict', 'replay-failed', problem, { cause });
  }
  await letters.note(id, null);
  return found(letters, id);
}

/**
 * Gives up a waiting letter for good; it stays as a record of who did so and
 * why. Dropping it again changes nothing.
 * @throws AppError `dead-letter-not-found`; `dead-letter-settled` when it was
 * replayed.
 */
export async function drop(
  { letters }: Pick<DeadLettersDeps, 'letters'>,
  operator: Principal,
  { id, reason }: { id: string; reason: string },
): Promise<DeadLetter> {
  const dropped = await letters.drop(id, operator.id, reason);
  const letter = await found(letters, id);
  if (!dropped && !letter.dropped) throw settled(id, 'replayed');
  return letter;
}

async function found(
  letters: DeadLetterStore,
  id: string,
): Promise<DeadLetter> {
  const letter = await letters.find(id);
  if (!letter)
    throw new AppError(
      'not-found',
      'dead-letter-not-found',
      `There is no dead letter ${id}`,
    );
  return letter;
}

const settled = (id: string, how: string) =>
  new AppError(
    'conflict',
    'dead-letter-settled',
    `The dead letter ${id} was ${how} before`,
  );
