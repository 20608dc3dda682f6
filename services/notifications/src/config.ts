import { Email } from '@souk/contracts/fields';
import { ServiceConfig } from '@souk/platform/config/config';
import { z } from 'zod';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;
const isLoopback = (host: string) => LOOPBACK.test(host);

/** An origin alone: the links of mails are made of it. */
const Origin = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => new URL(url).origin === url.replace(/\/$/, ''),
    'must be an origin, without a path',
  )
  .refine(
    (url) => url.startsWith('https:') || isLoopback(new URL(url).hostname),
    'must begin with https, except on this machine',
  )
  .transform((url) => new URL(url).origin);

export const NotificationsConfig = ServiceConfig.extend({
  MONGODB_URI: z.string().min(1),
  MONGODB_DATABASE: z.string().min(1).default('notifications'),
  /** Where the shop is for its users, e.g. https://shop.example. */
  PUBLIC_ORIGIN: Origin,
  MAIL_FROM: Email,
  /** Without it mails wait, or are kept. */
  SMTP_HOST: z.string().default(''),
  SMTP_PORT: z.coerce.number().int().min(1).max(65_535).default(587),
  /** `starttls` encrypts from the second command on, `implicit` at once. */
  SMTP_TLS: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
  /** Its password is the secret `smtp-password`. */
  SMTP_USER: z.string().default(''),
  /** Operators read the mails, with their links, instead of a server. */
  KEEP_MAILS: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
})
  .refine(
    ({ SMTP_TLS, SMTP_HOST }) => SMTP_TLS !== 'none' || isLoopback(SMTP_HOST),
    {
      path: ['SMTP_TLS'],
      message: 'may be none only for a server on this machine',
    },
  )
  .refine(({ KEEP_MAILS, SMTP_HOST }) => !KEEP_MAILS || SMTP_HOST === '', {
    path: ['KEEP_MAILS'],
    message: 'must not be true where SMTP_HOST is set',
  });
export type NotificationsConfig = z.infer<typeof NotificationsConfig>;
