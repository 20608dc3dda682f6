import * as notifications from '@souk/contracts/notifications/calls';
import type {
  MailPage,
  MailQuery,
  MailView,
  MailWithMessage,
} from '@souk/contracts/notifications/views';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';

export const listMails = (
  ask: Ask,
  as: Principal,
  query: MailQuery,
): Promise<MailPage> => ask(notifications.listMails, { query, as });

/** @throws AppError `mail-not-found`. */
export const readMail = (
  ask: Ask,
  as: Principal,
  id: string,
): Promise<MailWithMessage> =>
  ask(notifications.readMail, { params: { id }, as });

/** @throws AppError `mail-not-found`. */
export const resendMail = (
  ask: Ask,
  as: Principal,
  id: string,
): Promise<MailView> => ask(notifications.resendMail, { params: { id }, as });
