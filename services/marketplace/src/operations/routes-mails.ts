import {
  MailPage,
  MailQuery,
  MailView,
  MailWithMessage,
} from '@souk/contracts/notifications/views';
import type { Ask } from '@souk/platform/dapr/ask';
import { IdPath } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import { listMails, readMail, resendMail } from './mails';

const tag = 'Operations';

export const mailRoutes = publicRoutes<{ ask: Ask }>();

mailRoutes.serve(
  {
    method: 'get',
    path: '/api/operations/mails',
    tag,
    caller: 'operator',
    scope: 'operations:read',
    summary: 'The mails, and what became of each',
    description:
      'In pages, the newest first; `counts` are of all pages. A mail names an account, never an address.',
    query: MailQuery,
    answers: [
      { status: 200, description: 'A page of mails', schema: MailPage },
    ],
    problems: ['dependency-unavailable'],
  },
  ({ ask }, { principal, query }) => listMails(ask, principal, query),
);

mailRoutes.serve(
  {
    method: 'get',
    path: '/api/operations/mails/{id}',
    tag,
    caller: 'operator',
    scope: 'operations:read',
    summary: 'One mail, and what it says if it is kept here',
    description:
      'Where there is no mail server, mails are kept and their links can be followed. What a mail that was sent says is known to its recipient only.',
    params: IdPath,
    answers: [
      { status: 200, description: 'The mail', schema: MailWithMessage },
    ],
    problems: ['mail-not-found', 'dependency-unavailable'],
  },
  ({ ask }, { principal, params }) => readMail(ask, principal, params.id),
);

mailRoutes.serve(
  {
    method: 'post',
    path: '/api/operations/mails/{id}/resend',
    tag,
    caller: 'operator',
    scope: 'operations:write',
    summary: 'Send a mail again',
    description:
      'Whatever became of it. One that waits is tried at once; one whose account is gone or whose link has expired is dropped again.',
    params: IdPath,
    answers: [
      { status: 200, description: 'It waits to be sent', schema: MailView },
    ],
    problems: ['mail-not-found', 'dependency-unavailable'],
  },
  ({ ask }, { principal, params }) => resendMail(ask, principal, params.id),
);
