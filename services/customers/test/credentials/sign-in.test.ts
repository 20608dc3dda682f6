import { countTry } from '@souk/platform/accounts/sign-in-tries-store';
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

interface From {
  client?: string;
  device?: string;
}
const signIn = (
  { post }: Souk,
  given: string,
  { client = '192.0.2.1', device = 'mine' }: From = {},
  address = email,
) =>
  post('/sessions', { email: address, password: given })
    .set('client-address', client)
    .set('device-id', device)
    .set('device-name', 'Firefox on Linux');

describe('wrong passwords', () => {
  it.each([email, 'nobody@example.org'])(
    'of %s are counted by account and client',
    async (address) => {
      const souk = setup();
      await verified(souk);
      for (let n = 0; n < 9; n++)
        await countTry(souk, {
          account: address,
          client: '192.0.2.1',
          knownDevice: false,
        });
      await signIn(souk, 'wrong', {}, address).expect(422);
      const refused = await signIn(souk, password, {}, address).expect(429);
      expect(refused.body).toEqual(problem('too-many-requests'));
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      await signIn(souk, 'wrong', { client: '192.0.2.2' }, address).expect(422);
    },
  );

  it('from everywhere lock no known device out', async () => {
    const souk = setup();
    await verified(souk);
    await signIn(souk, password).expect(201);
    for (let n = 0; n < 100; n++)
      await countTry(souk, {
        account: email,
        client: `198.51.100.${n}`,
        knownDevice: false,
      });
    const theirs = { client: '203.0.113.1', device: 'theirs' };
    await signIn(souk, password, theirs).expect(429);
    await signIn(souk, password).expect(201);
  });

  it('do not count once the right one was given', async () => {
    const souk = setup();
    await verified(souk);
    for (let n = 0; n < 11; n++) await signIn(souk, password).expect(201);
  });

  it('sent all at once do not get through', async () => {
    const souk = setup();
    await verified(souk);
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => signIn(souk, 'wrong')),
    );
    const tried = answers.filter(({ status }) => status === 422);
    expect(tried).toHaveLength(10);
  });
});

describe('a sign-in on a new device', () => {
  it('is told by mail, but the first one of all', async () => {
    const souk = setup();
    await verified(souk);
    await signIn(souk, password).expect(201);
    expect(sentOf(souk, 'new-sign-in')).toBe(0);
    await signIn(souk, password, { device: 'other' }).expect(201);
    expect(await mailOf(souk, 'new-sign-in')).toMatchObject({
      to: email,
      name: ann.name,
      details: { device: 'Firefox on Linux', at: souk.clock.now.toISOString() },
    });
    await signIn(souk, password, { device: 'other' }).expect(201);
    await signIn(souk, password).expect(201);
    expect(sentOf(souk, 'new-sign-in')).toBe(1);
  });
});

describe('the sessions of a customer', () => {
  it('are listed, and ended one by one or all others at once', async () => {
    const souk = setup();
    const { id } = await verified(souk);
    for (let n = 0; n < 3; n++) await signIn(souk, password).expect(201);
    const [mine = '', second = '', third = ''] = (
      await souk.sessions.ofAccount(id)
    ).map((session) => session.id);
    const me = customer(id, mine);
    const list = async () =>
      (
        (await souk.api.get('/sessions').set(me).expect(200)).body as {
          items: { id: string }[];
        }
      ).items;
    expect(await list()).toMatchObject([
      { id: mine, current: true, device: 'Firefox on Linux' },
      { id: second, current: false },
      { id: third, current: false },
    ]);
    await souk.api.delete(`/sessions/${second}`).set(me).expect(204);
    expect((await list()).map((one) => one.id)).toEqual([mine, third]);
    await souk.api.delete('/sessions').set(me).expect(204);
    expect((await list()).map((one) => one.id)).toEqual([mine]);
  });

  it('are nobody else’s to see or end', async () => {
    const souk = setup();
    const { id } = await verified(souk);
    await signIn(souk, password).expect(201);
    const [session] = await souk.sessions.ofAccount(id);
    const eve = customer('eve', 'hers');
    const seen = await souk.api.get('/sessions').set(eve).expect(200);
    expect(seen.body).toEqual({ items: [] });
    const refused = await souk.api
      .delete(`/sessions/${session!.id}`)
      .set(eve)
      .expect(404);
    expect(refused.body).toEqual(problem('session-not-found'));
    await souk.api.get(`/sessions/${session!.id}`).set(marketplace).expect(200);
  });
});
