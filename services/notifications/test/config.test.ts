import { readConfig } from '@souk/platform/config/config';
import { NotificationsConfig } from '../src/config';

const base = {
  PORT: '1',
  POD_NAME: 'notifications-0',
  DAPR_HTTP_PORT: '2',
  DAPR_API_TOKEN: 'd'.repeat(16),
  APP_API_TOKEN: 'a'.repeat(16),
  MONGODB_URI: 'mongodb://127.0.0.1',
  PUBLIC_ORIGIN: 'https://shop.example',
  MAIL_FROM: 'souk@shop.example',
};
const read = (env: Record<string, string>) =>
  readConfig(NotificationsConfig, { ...base, ...env });

it('encrypts unless it is told otherwise, and keeps no mail', () => {
  expect(read({ SMTP_HOST: 'mail.example' })).toMatchObject({
    SMTP_TLS: 'starttls',
    SMTP_PORT: 587,
    KEEP_MAILS: false,
  });
});

it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])(
  'needs no encryption to %s',
  (SMTP_HOST) => {
    expect(read({ SMTP_HOST, SMTP_TLS: 'none' }).SMTP_TLS).toBe('none');
  },
);

it.each([
  [{ SMTP_HOST: 'mail.example', SMTP_TLS: 'none' }, /SMTP_TLS: may be none/],
  [{ SMTP_HOST: '127.0.0.1.evil.example', SMTP_TLS: 'none' }, /SMTP_TLS/],
  [{ SMTP_HOST: 'mail.example', KEEP_MAILS: 'true' }, /KEEP_MAILS: must not/],
  [{ PUBLIC_ORIGIN: 'http://shop.example' }, /PUBLIC_ORIGIN: must begin/],
  [{ PUBLIC_ORIGIN: 'https://shop.example/a' }, /PUBLIC_ORIGIN: must be an/],
  [{ PUBLIC_ORIGIN: 'javascript:alert(1)' }, /PUBLIC_ORIGIN/],
  [{ MAIL_FROM: 'Souk <souk@shop.example>' }, /MAIL_FROM/],
])('does not start with %j', (env, reason) => {
  expect(() => read(env)).toThrow(reason);
});
