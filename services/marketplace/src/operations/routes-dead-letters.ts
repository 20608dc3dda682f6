import { DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import { IdPath } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import type { Ask } from '@souk/platform/dapr/ask';
import { listDeadLetters, replayDeadLetter } from './dead-letters';

const tag = 'Operations';

export const deadLetterRoutes = publicRoutes<{ ask: Ask }>();

deadLetterRoutes.serve(
  {
    method: 'get',
    path: '/api/operations/dead-letters',
    tag,
    caller: 'operator',
    scope: 'operations:read',
    summary: 'Events no handler could take',
    answers: [
      {
        status: 200,
        description: 'The dead letters, the newest first',
        schema: DeadLetterList,
      },
    ],
  },
  ({ ask }, { principal }) => listDeadLetters(ask, principal),
);

deadLetterRoutes.serve(
  {
    method: 'post',
    path: '/api/operations/dead-letters/{id}/replay',
    tag,
    caller: 'operator',
    scope: 'operations:write',
    summary: 'Handle such an event again',
    params: IdPath,
    answers: [
      { status: 200, description: 'It was handled', schema: DeadLetter },
    ],
    problems: ['dead-letter-not-found', 'replay-failed'],
  },
  ({ ask }, { principal, params }) =>
    replayDeadLetter(ask, principal, params.id),
);
