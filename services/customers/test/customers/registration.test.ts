import type { CustomerView } from '@souk/contracts/customers/views';
import { Problem } from '@souk/contracts/problem';
import {
  ann,
  customer,
  mailOf,
  problem,
  setup,
  verified,
} from '../support/setup';

const { email, password } = ann;
const DAY = 24 * 60 * 60_000;

describe('a registration', () => {
  it('makes the account when the link of its mail is used, once', async () => {
    const souk = setup();
    await souk.post('/registrations', ann).expect(201, { email });
    expect(await souk.customers.findByEmail(email)).toBeUndefined();
    const { to, token, name } = await mailOf(souk, 'verify-email');
    expect([to, name]).toEqual([email, '']);

    const answer = await souk.post('/verifications', { token }).expect(200);
    const body = answer.body as CustomerView;
    expect(body).toEqual({
      id: expect.any(String) as string,
      name: ann.name,
      email,
      createdAt: '2026-01-02T03:04:05.006Z',
    });
    const { id } = body;
    await souk.api
      .get('/customers/me')
      .set(customer(id, 's'))
      .expect(200, body);
    const again = await souk.post('/verifications', { token }).expect(422);
    expect(again.body).toEqual(problem('invalid-link'));
  });

  it('signs nobody in before that, with the answer of an unknown address', async () => {
    const souk = setup();
    const signIn = () => souk.post('/sessions', { email, password });
    const unknown = await signIn().expect(422);
    await souk.post('/registrations', ann).expect(201);
    const known = await signIn().expect(422);
    const shown = ({ body }: { body: unknown }) => Problem.parse(body);
    expect({ ...shown(known), traceId: '' }).toEqual({
      ...shown(unknown),
      traceId: '',
    });
    const { token } = await mailOf(souk, 'verify-email');
    await souk.post('/verifications', { token }).expect(200);
    await signIn().expect(201);
  });

  it('of a known address has the same answer, changes nothing and is told by mail', async () => {
    const souk = setup();
    await verified(souk);
    await souk
      .post('/registrations', { name: 'Eve', email, password: 'eve was here' })
      .expect(201, { email });
    const mail = await mailOf(souk, 'already-registered');
    expect(mail).toEqual({ to: email, name: ann.name });
    expect(await souk.customers.findByEmail(email)).toMatchObject({
      name: ann.name,
    });
    await souk.post('/sessions', { email, password }).expect(201);
  });

  it('that was sent twice with its key asks for one mail', async () => {
    const souk = setup();
    const send = (body: object) =>
      souk.post('/registrations', body).set('idempotency-key', 'k-1');
    await send(ann).expect(201, { email });
    await send(ann).expect(201, { email });
    expect(souk.mails.all()).toHaveLength(1);
    const other = await send({ ...ann, name: 'Eve' }).expect(422);
    expect(other.body).toEqual(problem('idempotency-key-reused'));
  });

  it('of the same address by two is made by the first link used, with its password', async () => {
    const souk = setup();
    await souk.post('/registrations', ann).expect(201);
    const mine = await mailOf(souk, 'verify-email');
    const eve = { name: 'Eve', email, password: 'eve was here' };
    await souk.post('/registrations', eve).expect(201);
    const hers = await mailOf(souk, 'verify-email');
    await souk.post('/verifications', { token: mine.token }).expect(200);
    await souk.post('/verifications', { token: hers.token }).expect(422);
    await souk.post('/sessions', { email, password }).expect(201);
    await souk.post('/sessions', { email, password: eve.password }).expect(422);
  });

  it('expires with its link', async () => {
    const souk = setup();
    await souk.post('/registrations', ann).expect(201);
    const { token } = await mailOf(souk, 'verify-email');
    souk.clock.now = new Date(souk.clock.now.getTime() + DAY);
    await souk.post('/verifications', { token }).expect(422);
    await expect(mailOf(souk, 'verify-email')).rejects.toThrow(
      'mail-request-not-found',
    );
  });

  it.each([
    ['one of nobody', `id-1${'A'.repeat(43)}`, 'invalid-link'],
    ['a text', 'token', 'invalid-input'],
    ['{"$ne":null}', { $ne: null }, 'invalid-input'],
  ])('is not made by %s as a token', async (_name, token, slug) => {
    const souk = setup();
    await souk.post('/registrations', ann).expect(201);
    const answer = await souk.post('/verifications', { token }).expect(422);
    expect(answer.body).toEqual(problem(slug));
  });

  it.each([
    ['an unknown field', { ...ann, role: 'operator' }, 'role'],
    ['an empty name', { ...ann, name: ' ' }, 'name'],
    ['a bad e-mail', { ...ann, email: 'ann' }, 'email'],
    ['a common password', { ...ann, password: 'Password123' }, 'password'],
    ['the e-mail', { ...ann, password: 'Ann@example.org' }, 'password'],
    ['a password of blanks', { ...ann, password: ' '.repeat(12) }, 'password'],
    ['a short password', { ...ann, password: '1234567' }, 'password'],
    ['{"$ne":null}', { ...ann, email: { $ne: null } }, 'email'],
  ])('with %s is refused by name', async (_name, body, path) => {
    const souk = setup();
    const answer = await souk.post('/registrations', body).expect(422);
    expect(answer.body).toMatchObject({ errors: [{ path }] });
    expect(souk.mails.all()).toEqual([]);
  });
});
