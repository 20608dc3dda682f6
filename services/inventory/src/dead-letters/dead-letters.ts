import type { DeadLetter } from '@souk/contracts/dead-letters';
import type { CloudEvent, Subscription } from '@souk/platform/dapr/subscribe';
import { AppError } from '@souk/platform/http/errors';
import type { DeadLetterStore } from '@souk/platform/mongo/dead-letters-store';

export interface DeadLettersDeps {
  letters: DeadLetterStore;
  /** The subscriptions whose handlers are called again. */
  subscriptions: Subscription[];
}

/**
 * Calls the event's handler again, in this process. Replaying an event that was
 * handled meanwhile changes nothing.
 * @throws AppError `dead-letter-not-found`; `replay-failed`, with the reason
 * noted in the letter.
 */
export async function replay(
  { letters, subscriptions }: DeadLettersDeps,
  id: string,
): Promise<DeadLetter> {
  const letter = await found(letters, id);
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
    await subscription.handle(
      (letter.event as CloudEvent).data,
      letter.eventId,
    );
  } catch (cause) {
    const problem = problemOf(cause);
    await letters.note(id, problem);
    throw new AppError('conflict', 'replay-failed', problem, { cause });
  }
  await letters.note(id, null);
  return found(letters, id);
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

// Operators see this text; other details stay in the log.
function problemOf(err: unknown): string {
  if (!(err instanceof AppError)) return 'The handler failed';
  const fields = (err.extra.fields ?? []).map(
    ({ path, message }) => `${path} ${message}`,
  );
  return [err.message, ...fields].join('; ').slice(0, 1_000);
}
