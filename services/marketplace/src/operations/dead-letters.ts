import {
  deadLetterCalls,
  type DeadLetter,
  type DeadLetterList,
  type LetterCounts,
  type LetterQuery,
  type ListDeadLetters,
} from '@souk/contracts/dead-letters';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import type { z } from 'zod';
import type { Ask } from '@souk/platform/dapr/ask';

type Query = z.output<typeof ListDeadLetters>;

/** The apps that keep dead letters, and how each is asked. */
const KEEPERS = new Map<string, ReturnType<typeof deadLetterCalls>>([
  ['inventory', deadLetterCalls('inventory')],
]);
/** No id comes after it. */
const LAST_ID = 'z'.repeat(64);

/**
 * A page of the dead letters of all apps, the newest first; an id out here
 * names the app as well: `<app>_<id>`.
 */
export async function listDeadLetters(
  ask: Ask,
  operator: Principal,
  { after, state, limit }: Query,
): Promise<DeadLetterList> {
  const pages = await Promise.all(
    [...KEEPERS].map(([app, { listDeadLetters: list }]) =>
      ask(list, {
        query: {
          limit,
          state,
          ...(after === undefined ? {} : positionIn(app, after)),
        },
        as: operator,
      }),
    ),
  );
  const found = pages
    .flatMap((page) => page.items.map(outside))
    .sort((a, b) => (cursorOf(a) < cursorOf(b) ? 1 : -1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit || pages.some((page) => page.more);
  return {
    items,
    next: last && more ? cursorOf(last) : null,
    counts: pages.map(({ counts }) => counts).reduce(sum),
  };
}

/**
 * Handles the event again. @throws AppError `dead-letter-not-found`,
 * `dead-letter-settled`, `replay-failed`.
 */
export async function replayDeadLetter(
  ask: Ask,
  operator: Principal,
  id: string,
): Promise<DeadLetter> {
  const { calls, letter } = keeperOf(id);
  return outside(
    await ask(calls.replayDeadLetter, {
      params: { id: letter },
      as: operator,
    }),
  );
}

/** @throws AppError `dead-letter-not-found`, `dead-letter-settled`. */
export async function dropDeadLetter(
  ask: Ask,
  operator: Principal,
  { id, reason }: { id: string; reason: string },
): Promise<DeadLetter> {
  const { calls, letter } = keeperOf(id);
  return outside(
    await ask(calls.dropDeadLetter, {
      params: { id: letter },
      body: { reason },
      as: operator,
    }),
  );
}

function keeperOf(id: string) {
  const [, app = '', letter = ''] = /^([a-z]+)_(.+)$/.exec(id) ?? [];
  const calls = KEEPERS.get(app);
  if (!calls)
    throw new AppError(
      'not-found',
      'dead-letter-not-found',
      `There is no dead letter ${id}`,
    );
  return { calls, letter };
}

const outside = (letter: DeadLetter): DeadLetter => ({
  ...letter,
  id: `${letter.app}_${letter.id}`,
});

const cursorOf = ({ receivedAt, id }: DeadLetter) => `${receivedAt}_${id}`;

/** Where the page of one app begins: letters of one time are in order of app. */
function positionIn(
  app: string,
  cursor: string,
): Pick<LetterQuery, 'before' | 'belowId'> {
  const [before = '', ofApp = '', ...id] = cursor.split('_');
  const own = id.join('_');
  return { before, belowId: app === ofApp ? own : app < ofApp ? LAST_ID : '' };
}

const sum = (a: LetterCounts, b: LetterCounts): LetterCounts => ({
  waiting: a.waiting + b.waiting,
  replayed: a.replayed + b.replayed,
  dropped: a.dropped + b.dropped,
});
