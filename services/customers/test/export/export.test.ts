import type { CustomerExport } from '@souk/contracts/customers/export';
import { ann, customer, problem, setup, verified } from '../support/setup';

const { email, name, password } = ann;

it('a customer reads all that is known, and nothing that is secret', async () => {
  const souk = setup();
  const { id, createdAt } = await verified(souk);
  const at = souk.clock.now.toISOString();
  for (const device of ['phone', 'laptop'])
    await souk
      .post('/sessions', { email, password })
      .set('device-id', device)
      .set('device-name', 'Firefox on Linux')
      .expect(201);
  const [first, second] = await souk.sessions.ofAccount(id);
  const me = customer(id, second!.id);
  await souk.api.delete(`/sessions/${first!.id}`).set(me).expect(204);
  const berlin = {
    name,
    lines: ['Hauptstr. 5'],
    city: 'Berlin',
    postalCode: '10115',
    country: 'DE',
  };
  await souk.api.post('/addresses').set(me).send(berlin).expect(201);

  const answer = await souk.api.get('/export').set(me).expect(200);
  const exported = answer.body as CustomerExport;
  expect(exported).toMatchObject({
    account: { id, name, email, createdAt, knownDevices: 2 },
    addresses: [berlin],
    sessions: [
      { device: 'Firefox on Linux', createdAt: at, endedAt: at },
      { device: 'Firefox on Linux', createdAt: at, endedAt: null },
    ],
    mailRequests: [
      { template: 'new-sign-in', to: email },
      { template: 'verify-email', to: email },
    ],
  });
  const { passwordHash } = (await souk.customers.find(id))!;
  expect(answer.text).not.toContain(passwordHash);
  expect(answer.text).not.toContain(second!.refreshHash);
});

it('nothing of another customer is exported', async () => {
  const souk = setup();
  await verified(souk);
  const bob = { ...ann, email: 'bob@example.org', name: 'Bob' };
  const { id } = await verified(souk, bob);
  const answer = await souk.api.get('/export').set(customer(id, 's'));
  expect(answer.text).not.toContain(email);
  expect(answer.text).toContain(bob.email);
});

it('of nobody there is no export', async () => {
  const nobody = customer('nobody', 'session');
  const answer = await setup().api.get('/export').set(nobody).expect(404);
  expect(answer.body).toEqual(problem('customer-not-found'));
});
