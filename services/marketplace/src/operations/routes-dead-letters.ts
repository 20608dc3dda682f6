import {
  DeadLetter,
  DeadLetterList,
  DropDeadLetter,
  ListDeadLetters,
} from '@souk/contracts/dead-letters';
import { IdPath } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import type { Ask } from '@souk/platform/dapr/ask';
import {
  dropDeadLetter,
  listDeadLetters,
  replayDeadLetter,
} from './dead-letters';

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
    description:
      'In pages, the newest first; `counts` are of all pages and exact.',
    query: ListDeadLetters,
    answers: [
      {
        status: 200,
        description: 'A page of dead letters',
        schema: DeadLetterList,
      },
    ],
  },
  ({ ask }, { principal, query }) => listDeadLetters(ask, principal, query),
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
    problems: ['dead-letter-not-found', 'dead-letter-settled', 'replay-failed'],
  },
  ({ ask }, { principal, params }) =>
    replayDeadLetter(ask, principal, params.id),
);

deadLetterRoutes.serve(
  {
    method: 'post',
    path: '/api/operations/dead-letters/{id}/drop',
    tag,
    caller: 'operator',
    scope: 'operations:write',
    summary: 'Decide that such an event is not to be handled',
    description:
      'It stays as a record of who decided so, when and why. Dropping it again changes nothing.',
    params: IdPath,
    body: {
      schema: DropDeadLetter,
      example: { reason: 'the product was added again by hand' },
    },
    answers: [
      { status: 200, description: 'It no longer waits', schema: DeadLetter },
    ],
    problems: ['dead-letter-not-found', 'dead-letter-settled'],
  },
  ({ ask }, { principal, params, body }) =>
    dropDeadLetter(ask, principal, { ...params, ...body }),
);
