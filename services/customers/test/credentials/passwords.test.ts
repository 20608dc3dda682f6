import type { SessionOwner } from '@souk/contracts/customers/views';
import {
  ann,
  customer,
  mailOf,
  marketplace,
  problem,
  sentOf,
  setup,
  type Souk,
  verified,
} from '../support/setup';

const { email, password } = ann;
const better = 'quite another sentence';
const HOUR = 60 * 60_000;

const open = async ({ post }: Souk, given = password) =>
  (await post('/browserSessions', { email, password: given }).expect(201))
    .body as SessionOwner;
const isLive = async ({ api }: Souk, id: string) => {
  return (await api.get(`/sessions/${id}`).set(marketplace)).status === 200;
};
const askReset = ({ post }: Souk, address = email) =>
  post('/passwordResets', { email: address }).expect(204);
async function reset(souk: Souk, body: object) {
  return souk.api.put('/passwordResets').set(marketplace).send(body);
}

describe('a password reset', () => {
  it('sets the password by the link of its mail, once, and ends every session', async () => {
    const souk = setup();
    await verified(souk);
    const { sessionId } = await open(souk);
    await askReset(souk);
    const { to, name, token } = await mailOf(souk, 'reset-password');
    expect([to, name]).toEqual([email, ann.name]);
    expect((await reset(souk, { token, password: better })).status).toBe(204);
    expect(await isLive(souk, sessionId)).toBe(false);
    await souk.post('/sessions', { email, password }).expect(422);
    await open(souk, better);
    const again = await reset(souk, { token, password: 'a third sentence' });
    expect([again.status, again.body]).toEqual([422, problem('invalid-link')]);
    expect(souk.sessions.facts).toHaveLength(1);
  });

  it('makes every link void that was mailed before', async () => {
    const souk = setup();
    await verified(souk);
    await askReset(souk);
    const first = await mailOf(souk, 'reset-password');
    await askReset(souk);
    const second = await mailOf(souk, 'reset-password');
    await reset(souk, { token: second.token, password: better });
    const late = await reset(souk, {
      token: first.token,
      password: 'eve eve eve!',
    });
    expect(late.body).toEqual(problem('invalid-link'));
  });

  it('expires after an hour', async () => {
    const souk = setup();
    await verified(souk);
    await askReset(souk);
    const { token } = await mailOf(souk, 'reset-password');
    souk.clock.now = new Date(souk.clock.now.getTime() + HOUR);
    const late = await reset(souk, { token, password: better });
    expect(late.body).toEqual(problem('invalid-link'));
  });

  it('of an unknown address is answered alike, saved alike and not mailed', async () => {
    const souk = setup();
    await askReset(souk, 'nobody@example.org');
    expect(souk.mails.all()).toMatchObject([{ to: 'nobody@example.org' }]);
    expect(sentOf(souk, 'reset-password')).toBe(0);
  });

  it('is mailed five times an hour, whoever asks', async () => {
    const souk = setup();
    await verified(souk);
    for (let n = 0; n < 7; n++) await askReset(souk);
    expect(sentOf(souk, 'reset-password')).toBe(5);
    souk.clock.now = new Date(souk.clock.now.getTime() + HOUR);
    await askReset(souk);
    expect(sentOf(souk, 'reset-password')).toBe(6);
  });

  it('accepts no link of another kind', async () => {
    const souk = setup();
    await souk.post('/registrations', ann).expect(201);
    const { token } = await mailOf(souk, 'verify-email');
    const answer = await reset(souk, { token, password: better });
    expect(answer.body).toEqual(problem('invalid-link'));
  });
});

describe('a change of password', () => {
  it('ends every session but the one that asks', async () => {
    const souk = setup();
    const { id } = await verified(souk);
    const mine = (await open(souk)).sessionId;
    const other = (await open(souk)).sessionId;
    const change = (body: object) =>
      souk.api.put('/password').set(customer(id, mine)).send(body);
    const wrong = await change({ password: 'no', newPassword: better });
    expect(wrong.body).toEqual(problem('wrong-credentials'));
    const weak = await change({ password, newPassword: 'password1' });
    expect(weak.body).toMatchObject({ errors: [{ path: 'newPassword' }] });
    await change({ password, newPassword: better }).expect(204);
    expect([await isLive(souk, mine), await isLive(souk, other)]).toEqual([
      true,
      false,
    ]);
    await change({ password: better, newPassword: 'one more sentence' }).expect(
      204,
    );
    expect(await isLive(souk, mine)).toBe(true);
  });

  it('ends a session whose revocation was lost, too', async () => {
    const souk = setup();
    const { id } = await verified(souk);
    const { sessionId } = await open(souk);
    const stored = await souk.customers.find(id);
    await souk.customers.save({
      ...stored!,
      version: stored!.version + 1,
      sessionsVersion: 1,
    });
    expect(await isLive(souk, sessionId)).toBe(false);
  });
});

describe('a change of e-mail', () => {
  const newEmail = 'ann@another.example';
  const ask = (souk: Souk, id: string, body: object) =>
    souk.api.put('/email').set(customer(id, 's')).send(body);

  it('is confirmed at the new address and told to the old one', async () => {
    const souk = setup();
    const { id } = await verified(souk);
    const { sessionId } = await open(souk);
    await askReset(souk);
    const old = await mailOf(souk, 'reset-password');
    await ask(souk, id, { email: newEmail, password }).expect(204);
    const mail = await mailOf(souk, 'email-changed');
    expect(mail).toMatchObject({ to: newEmail, details: { newEmail } });
    expect(await souk.customers.findByEmail(newEmail)).toBeUndefined();

    const { token } = mail;
    const answer = await souk.post('/verifications', { token }).expect(200);
    expect(answer.body).toMatchObject({ id, email: newEmail });
    const told = await mailOf(souk, 'email-changed');
    expect(told).toMatchObject({ to: email, details: { newEmail } });
    expect(told.token).toBeUndefined();
    expect(await isLive(souk, sessionId)).toBe(true);
    await souk.post('/verifications', { token }).expect(422);
    const late = await reset(souk, { token: old.token, password: better });
    expect(late.body).toEqual(problem('invalid-link'));
    await souk.post('/sessions', { email: newEmail, password }).expect(201);
    await souk.post('/sessions', { email, password }).expect(422);
  });

  it('to the address of somebody else is answered alike and told there', async () => {
    const souk = setup();
    const { id } = await verified(souk);
    const bob = { name: 'Bob', email: newEmail, password: 'bob is my name' };
    await verified(souk, bob);
    await ask(souk, id, { email: newEmail, password }).expect(204);
    const mail = await mailOf(souk, 'already-registered');
    expect(mail).toEqual({ to: newEmail, name: 'Bob' });
    expect(await souk.customers.find(id)).toMatchObject({ email });
  });

  it('needs the password', async () => {
    const souk = setup();
    const { id } = await verified(souk);
    const answer = await ask(souk, id, { email: newEmail, password: 'no' });
    expect(answer.body).toEqual(problem('wrong-credentials'));
    expect(sentOf(souk, 'email-changed')).toBe(0);
  });
});
