import { z } from 'zod';
import { Id, Instant } from '../fields';

/**
 * `kept`: there is no mail server on this machine, so operators read it
 * instead. `failed`: given up. `dropped`: its account is gone, or its link has
 * expired, so that nobody wants it any more.
 */
export const MailState = z.enum([
  'waiting',
  'sent',
  'kept',
  'failed',
  'dropped',
]);
export type MailState = z.infer<typeof MailState>;

/** A mail as operators see it: to an account, not to an address. */
export const MailView = z.object({
  id: Id,
  /** The service that asked for it. */
  owner: z.string(),
  template: z.string(),
  accountId: Id,
  state: MailState,
  receivedAt: Instant,
  /** Tries so far, those before it was sent again included. */
  attempts: z.int().min(0),
  /** When it is tried next; null when it is not waiting. */
  nextTryAt: Instant.nullable(),
  /** When it came to an end; null while it is waiting. */
  settledAt: Instant.nullable(),
  /** Why the latest try failed. It has no words of the mail server. */
  problem: z.string().nullable(),
});
export type MailView = z.infer<typeof MailView>;

export const MailMessage = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});
export type MailMessage = z.infer<typeof MailMessage>;

/**
 * `message` only of a mail that is kept: who reads the link of a mail that was
 * sent could take over the account.
 */
export const MailWithMessage = MailView.extend({
  message: MailMessage.nullable(),
});
export type MailWithMessage = z.infer<typeof MailWithMessage>;

/** The newest first; `after` is the `next` of the page before. */
export const MailQuery = z.strictObject({
  /** All of them when absent. */
  state: MailState.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z
    .string()
    .regex(/^[\d:.T-]{19,24}Z_[\w-]{1,64}$/, 'must be the `next` of a page')
    .optional(),
});
export type MailQuery = z.output<typeof MailQuery>;

const Count = z.int().min(0);
export const MailCounts = z.object({
  waiting: Count,
  sent: Count,
  kept: Count,
  failed: Count,
  dropped: Count,
});
export type MailCounts = z.infer<typeof MailCounts>;

export const MailPage = z.object({
  items: z.array(MailView),
  next: z.string().nullable(),
  /** How many there are in each state, all pages together. */
  counts: MailCounts,
});
export type MailPage = z.infer<typeof MailPage>;

/** What is known of the mails to one account. */
export const OwnMails = z.object({
  items: z.array(
    MailView.pick({
      template: true,
      state: true,
      receivedAt: true,
      settledAt: true,
    }),
  ),
});
export type OwnMails = z.infer<typeof OwnMails>;
