import { defineCall } from '../call';
import {
  MailPage,
  OwnMails,
  MailQuery,
  MailView,
  MailWithMessage,
} from './views';

const app = 'notifications';

export const listMails = defineCall({
  app,
  method: 'GET',
  path: '/mails',
  scope: 'operations:read',
  query: MailQuery,
  answer: MailPage,
});

/** Those to the calling customer, the newest first. */
export const listOwnMails = defineCall({
  app,
  method: 'GET',
  path: '/own-mails',
  scope: 'account:read',
  role: 'customer',
  answer: OwnMails,
});

export const readMail = defineCall({
  app,
  method: 'GET',
  path: '/mails/{id}',
  scope: 'operations:read',
  answer: MailWithMessage,
  refusals: ['mail-not-found'],
});

/** Sends it again, whatever became of it; one that waits is tried at once. */
export const resendMail = defineCall({
  app,
  method: 'POST',
  path: '/mails/{id}/resend',
  scope: 'operations:write',
  role: 'operator',
  answer: MailView,
  refusals: ['mail-not-found'],
});
