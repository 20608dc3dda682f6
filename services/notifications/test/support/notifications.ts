import type { MailContact } from '@souk/contracts/mail/requests';
import { asker } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';
import { anyPublisher, testIdentity } from '@souk/platform/testing/identity';
import { memoryInvoke } from '@souk/platform/testing/memory-invoke';
import { testShell } from '@souk/platform/testing/shell';
import { delivery, TEST_APP_TOKEN } from '@souk/platform/testing/sidecar';
import request from 'supertest';
import { createNotificationsApp } from '../../src/app';
import type { Send } from '../../src/sending/smtp';
import { memoryMailStore } from './memory-store';

const identity = testIdentity('notifications');
export const asOperator = identity.as({
  subject: 'operator',
  role: 'operator',
  scopes: ['operations:read', 'operations:write'],
});
export const asCustomer = (subject: string) =>
  identity.as({ subject, role: 'customer', scopes: ['account:read'] });
export const asReader = identity.as({
  subject: 'operator',
  role: 'operator',
  scopes: ['operations:read'],
});

export const ann: MailContact = { to: 'ann@example.org', name: 'Ann' };

/** The service with a vendors service that knows these contacts. */
export function notifications(
  send: Send | undefined,
  contacts: Record<string, MailContact | Error> = { 'r-1': ann },
) {
  const mails = memoryMailStore();
  const clock = { now: new Date('2026-01-02T03:04:05.006Z') };
  const { invoke, calls } = memoryInvoke((route) => {
    const id = /^GET vendors\/mail-requests\/(.+)$/.exec(route)?.[1] ?? '';
    const found = contacts[id];
    if (found instanceof Error) throw found;
    if (!found)
      throw new AppError('not-found', 'mail-request-not-found', 'unknown');
    return found;
  });
  const { app, sender } = createNotificationsApp({
    shell: testShell('notifications'),
    verify: identity.verify,
    verifyEvent: anyPublisher,
    keys: identity.keys,
    appApiToken: TEST_APP_TOKEN,
    ask: asker(async () => 'none', invoke),
    mails,
    send,
    origin: 'https://shop.example',
    from: 'souk@shop.example',
    now: () => clock.now,
  });
  const api = request(app.callback());
  /** An event as the sidecar delivers it; its answer to the broker. */
  const event = async (data: object, source = 'vendors') =>
    (
      await api
        .post(`/events/${source}.mail-requested.v1`)
        .set('dapr-api-token', TEST_APP_TOKEN)
        .send({
          id: 'e-1',
          type: `${source}.mail-requested.v1`,
          source,
          data,
        })
        .expect(200)
    ).body as { status: string };
  /** Any other event. */
  const deliver = async (topic: string, data: object) => {
    const { path, headers, body } = delivery(topic, data);
    const answer = await api.post(path).set(headers).send(body).expect(200);
    return answer.body as { status: string };
  };
  return { api, deliver, mails, clock, contacts, calls, sender, event };
}

export const welcome = {
  requestId: 'r-1',
  template: 'welcome-vendor',
  accountId: 'v-1',
  requestedAt: '2026-01-02T03:04:05.006Z',
};
