import { DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import type { z } from 'zod';
import type { Ask } from '../peers/ask';

/** The apps that keep dead letters. */
const KEEPERS = ['inventory'];

/**
 * Dead letters of all apps, the newest first; an id out here names the app as
 * well: `<app>_<id>`.
 */
export async function listDeadLetters(
  ask: Ask,
  operator: Principal,
): Promise<z.infer<typeof DeadLetterList>> {
  const lists = await Promise.all(
    KEEPERS.map((app) =>
      ask({
        app,
        scope: 'operations:read',
        method: 'GET',
        path: '/deadLetters',
        as: operator,
        answer: DeadLetterList,
      }),
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
  if (!KEEPERS.includes(app))
    throw new AppError(
      'not-found',
      'dead-letter-not-found',
      `There is no dead letter ${id}`,
    );
  const path = `/deadLetters/${letter}/replay`;
  return outside(
    await ask({
      app,
      scope: 'operations:write',
      method: 'POST',
      path,
      as: operator,
      answer: DeadLetter,
    }),
  );
}

const outside = (letter: DeadLetter): DeadLetter => ({
  ...letter,
  id: `${letter.app}_${letter.id}`,
});
