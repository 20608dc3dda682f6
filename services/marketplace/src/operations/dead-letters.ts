import {
  deadLetterCalls,
  type DeadLetter,
  type DeadLetterList,
} from '@souk/contracts/dead-letters';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import type { z } from 'zod';
import type { Ask } from '@souk/platform/dapr/ask';

/** The apps that keep dead letters, and how each is asked. */
const KEEPERS = new Map<string, ReturnType<typeof deadLetterCalls>>([
  ['inventory', deadLetterCalls('inventory')],
]);

/**
 * Dead letters of all apps, the newest first; an id out here names the app as
 * well: `<app>_<id>`.
 */
export async function listDeadLetters(
  ask: Ask,
  operator: Principal,
): Promise<z.infer<typeof DeadLetterList>> {
  const lists = await Promise.all(
    [...KEEPERS.values()].map(({ listDeadLetters: list }) =>
      ask(list, { as: operator }),
    ),
  );
  const items = lists.flatMap((list) => list.items.map(outside));
  return {
    items: items.sort((a, b) => b.receivedAt.localeCompare(a.receivedAt)),
  };
}

/**
 * Handles the event again. @throws AppError `dead-letter-not-found`,
 * `replay-failed`.
 */
export async function replayDeadLetter(
  ask: Ask,
  operator: Principal,
  id: string,
): Promise<DeadLetter> {
  const [, app = '', letter = ''] = /^([a-z]+)_(.+)$/.exec(id) ?? [];
  const keeper = KEEPERS.get(app);
  if (!keeper)
    throw new AppError(
      'not-found',
      'dead-letter-not-found',
      `There is no dead letter ${id}`,
    );
  return outside(
    await ask(keeper.replayDeadLetter, {
      params: { id: letter },
      as: operator,
    }),
  );
}

const outside = (letter: DeadLetter): DeadLetter => ({
  ...letter,
  id: `${letter.app}_${letter.id}`,
});
