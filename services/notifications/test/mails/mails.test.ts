import { AppError } from '@souk/platform/http/errors';
import { until } from '@souk/platform/testing/until';
import { NotSent, type Outgoing, type Send } from '../../src/sending/smtp';
import {
  ann,
  asCustomer,
  asOperator,
  asReader,
  notifications,
  welcome,
} from '../support/notifications';

/** A server that fails as told, first things first. */
function server(...failures: Error[]) {
  const sent: Outgoing[] = [];
  const send: Send = async (message) => {
    const failure = failures.shift();
    if (failure) throw failure;
    sent.push(message);
  };
  return { sent, send };
}
const problem = (slug: string): object =>
  expect.objectContaining({ type: `/problems/${slug}` }) as object;

type Running = ReturnType<typeof notifications>;
const only = ({ mails }: Running) => mails.all()[0];
const settled = (souk: Running, state: string) =>
  until(`the mail is ${state}`, () => only(souk)?.state === state);
const retried = (souk: Running, tries: number) =>
  until(`try ${tries} has ended`, () => {
    const mail = only(souk);
    return mail?.tries === tries && mail.claimedUntil === null;
  });

it('sends one mail for an event that comes three times', async () => {
  const { sent, send } = server();
  const souk = notifications(send);
  for (let n = 0; n < 3; n++)
    expect(await souk.event(welcome)).toEqual({ status: 'SUCCESS' });
  await settled(souk, 'sent');
  await souk.sender.stop();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    to: ann.to,
    subject: 'Welcome to Souk',
    messageId: expect.stringMatching(/^[\w-]{32}\.0@shop\.example$/) as string,
  });
});

it.each([
  ['without a request', { ...welcome, requestId: undefined }],
  ['with an address for an account', { ...welcome, accountId: ann.to }],
])('drops an event %s', async (_what, data) => {
  const souk = notifications(server().send);
  expect(await souk.event(data)).toEqual({ status: 'DROP' });
  expect(souk.mails.all()).toEqual([]);
});

it('gets the event again, for ever, while it cannot be stored', async () => {
  const souk = notifications(server().send);
  souk.mails.add = () => Promise.reject(new Error('disk full'));
  for (let n = 0; n < 7; n++)
    expect(await souk.event(welcome)).toEqual({ status: 'RETRY' });
});

it('forgets the mails to an erased customer, and no others', async () => {
  const ERASED = 'customers.customer-erased.v1';
  const souk = notifications(server().send);
  const erased = { customerId: 'v-1', erasedAt: welcome.requestedAt };
  await souk.event({ ...welcome, accountId: 'c-2' }, 'customers');
  await souk.event(welcome, 'customers');
  await souk.event(welcome);
  const away = jest
    .spyOn(souk.mails, 'removeOf')
    .mockRejectedValue(new Error('away'));
  for (let n = 0; n < 6; n++)
    expect(await souk.deliver(ERASED, erased)).toEqual({ status: 'RETRY' });
  away.mockRestore();
  for (let n = 0; n < 2; n++)
    expect(await souk.deliver(ERASED, erased)).toEqual({ status: 'SUCCESS' });
  const left = souk.mails.all().map((mail) => [mail.owner, mail.accountId]);
  expect(left.sort()).toEqual([
    ['customers', 'c-2'],
    ['vendors', 'v-1'],
  ]);
  expect(await souk.deliver(ERASED, {})).toEqual({ status: 'DROP' });
});

it('a customer reads what became of the own mails, and of no others', async () => {
  const souk = notifications(server().send);
  await souk.event({ ...welcome, accountId: 'c-1' }, 'customers');
  await souk.event({ ...welcome, accountId: 'c-1' });
  const read = async (id: string) =>
    (await souk.api.get('/own-mails').set(asCustomer(id)).expect(200)).body as {
      items: object[];
    };
  expect((await read('c-1')).items).toEqual([
    expect.objectContaining({ template: 'welcome-vendor' }),
  ]);
  expect(await read('c-2')).toEqual({ items: [] });
});

it('stores neither address, name nor token', async () => {
  const token = 'T'.repeat(43);
  const souk = notifications(server(new Error(`no ${ann.to}`)).send, {
    'r-1': { ...ann, name: 'Annabel', token },
  });
  await souk.event({ ...welcome, template: 'verify-email' });
  await retried(souk, 1);
  const stored = JSON.stringify(souk.mails.all());
  for (const secret of [ann.to, 'Annabel', token])
    expect(stored).not.toContain(secret);
});

it('tries again later, with the same message id, until the server takes it', async () => {
  const { sent, send } = server(
    new NotSent('the mail server refused it: 451', false),
    new NotSent('the connection to the mail server failed', false),
  );
  const ids: string[] = [];
  const souk = notifications((message) => {
    ids.push(message.messageId);
    return send(message);
  });
  await souk.event(welcome);
  await retried(souk, 1);
  expect(only(souk)).toMatchObject({
    state: 'waiting',
    problem: 'the mail server refused it: 451',
  });
  souk.clock.now = only(souk)!.dueAt;
  souk.sender.wake();
  await retried(souk, 2);
  souk.sender.wake();
  expect(sent).toEqual([]);
  souk.clock.now = only(souk)!.dueAt;
  souk.sender.wake();
  await settled(souk, 'sent');
  expect(new Set(ids).size).toBe(1);
  expect(ids).toHaveLength(3);
});

it('gives up at once what the server refuses for good', async () => {
  const souk = notifications(
    server(new NotSent('the mail server refused it: 550 5.1.1', true)).send,
  );
  await souk.event(welcome);
  await settled(souk, 'failed');
  const { body } = (await souk.api
    .get('/mails?state=failed')
    .set(asReader)
    .expect(200)) as { body: unknown };
  expect(body).toMatchObject({
    items: [{ problem: 'the mail server refused it: 550 5.1.1', attempts: 1 }],
    counts: { failed: 1, waiting: 0 },
  });
});

it('waits for an owner that does not answer, and drops a mail nobody wants', async () => {
  const { sent, send } = server();
  const souk = notifications(send, {
    'r-1': new AppError('unavailable', 'dependency-unavailable', 'away'),
  });
  await souk.event(welcome);
  await retried(souk, 1);
  expect(only(souk)?.problem).toBe('vendors did not answer');
  delete souk.contacts['r-1'];
  souk.clock.now = only(souk)!.dueAt;
  souk.sender.wake();
  await settled(souk, 'dropped');
  expect(only(souk)?.problem).toBe('its account is gone');
  expect(sent).toEqual([]);
});

it('does not send a link that has expired', async () => {
  const { sent, send } = server();
  const souk = notifications(send, {
    'r-1': { ...ann, expiresAt: '2026-01-02T03:04:05.006Z' },
  });
  await souk.event(welcome);
  await settled(souk, 'dropped');
  expect(only(souk)?.problem).toBe('its link has expired');
  expect(sent).toEqual([]);
});

it('leaves a template of a later version to a replica of that version', async () => {
  const souk = notifications(server().send);
  await souk.event({ ...welcome, template: 'gift-card' });
  await retried(souk, 1);
  expect(only(souk)).toMatchObject({ state: 'waiting', template: 'gift-card' });
});

describe('a mail that is kept', () => {
  it('is read by an operator with its link', async () => {
    const token = 'T'.repeat(43);
    const souk = notifications(undefined, { 'r-1': { ...ann, token } });
    await souk.event({ ...welcome, template: 'reset-password' });
    await settled(souk, 'kept');
    const { body } = (await souk.api
      .get(`/mails/${only(souk)!.id}`)
      .set(asReader)
      .expect(200)) as { body: unknown };
    expect(body).toMatchObject({
      state: 'kept',
      message: {
        to: ann.to,
        text: expect.stringContaining(
          `https://shop.example/console/reset-password?token=${token}`,
        ) as string,
      },
    });
    delete souk.contacts['r-1'];
    const gone = await souk.api.get(`/mails/${only(souk)!.id}`).set(asReader);
    expect(gone.body).toMatchObject({ message: null });
  });

  it('is the only one whose words are shown', async () => {
    const souk = notifications(server().send);
    await souk.event(welcome);
    await settled(souk, 'sent');
    const { body } = (await souk.api
      .get(`/mails/${only(souk)!.id}`)
      .set(asOperator)
      .expect(200)) as { body: unknown };
    expect(body).toMatchObject({ state: 'sent', message: null });
    expect(JSON.stringify(body)).not.toContain(ann.to);
  });
});

it('sends a mail again as another one when an operator says so', async () => {
  const { sent, send } = server();
  const souk = notifications(send);
  await souk.event(welcome);
  await settled(souk, 'sent');
  const { id } = only(souk)!;
  const { body } = (await souk.api
    .post(`/mails/${id}/resend`)
    .set(asOperator)
    .expect(200)) as { body: unknown };
  expect(body).toMatchObject({ id, state: 'waiting', settledAt: null });
  await until('it is sent twice', () => sent.length === 2);
  await settled(souk, 'sent');
  expect(sent.map(({ messageId }) => messageId)).toEqual([
    `${id}.0@shop.example`,
    `${id}.1@shop.example`,
  ]);
});

it('pages through its mails', async () => {
  const souk = notifications(server().send, {});
  for (let n = 0; n < 3; n++) {
    souk.clock.now = new Date(souk.clock.now.getTime() + 1);
    await souk.event({ ...welcome, requestId: `r-${n}`, accountId: `v-${n}` });
  }
  const page = async (query: string) =>
    (await souk.api.get(`/mails?limit=2${query}`).set(asReader).expect(200))
      .body as { items: { accountId: string }[]; next: string | null };
  const first = await page('');
  expect(first.items.map(({ accountId }) => accountId)).toEqual(['v-2', 'v-1']);
  const second = await page(`&after=${first.next}`);
  expect(second.items.map(({ accountId }) => accountId)).toEqual(['v-0']);
  expect(second.next).toBeNull();
  await souk.api.get('/mails?after=1').set(asReader).expect(422);
});

describe('access control', () => {
  it('needs a token, its scope, and an operator to send a mail again', async () => {
    const { api } = notifications(server().send);
    await api.get('/mails').expect(401);
    await api.get('/mails/x').expect(401);
    await api.post('/mails/x/resend').expect(401);
    await api.post('/mails/x/resend').set(asReader).expect(403);
  });

  it('does not find a mail that is not there', async () => {
    const { api } = notifications(server().send);
    const read = await api.get('/mails/x').set(asReader).expect(404);
    const resent = await api
      .post('/mails/x/resend')
      .set(asOperator)
      .expect(404);
    expect([read.body, resent.body]).toEqual([
      problem('mail-not-found'),
      problem('mail-not-found'),
    ]);
  });
});
