import { randomUUID } from 'node:crypto';
import { APPS } from '@souk/contracts/apps';
import { productCreated } from '@souk/contracts/products/events';
import { until } from '@souk/platform/testing/until';
import { publishSigned } from '../lib/souk/broker';
import { newProduct, newVendor } from '../lib/souk/accounts';
import { api } from '../lib/souk/souk';
import { operatorConsole } from './support/console';
import { closeBrowser, person, shoot, takeFaults } from './support/pages';

afterEach(async () => expect(await takeFaults()).toEqual([]));
afterAll(closeBrowser);

test('an operator sees every service and its sidecar up', async () => {
  const page = await operatorConsole(await person());
  for (const app of APPS) {
    const card = page.getByRole('region', { name: app });
    await card.getByText('Sidecar up').waitFor();
  }
  await shoot(page, 'services-1440');
});

test('an operator sees why a replay fails, and drops the event with a reason', async () => {
  const eventId = randomUUID();
  const event = {
    specversion: '1.0',
    id: eventId,
    source: 'products',
    type: productCreated.topic,
    topic: productCreated.topic,
    pubsubname: 'bus',
    data: { id: '?' },
  };
  await publishSigned(event);
  const page = await operatorConsole(await person());
  await page.getByRole('link', { name: 'Dead letters' }).click();
  const letter = page
    .getByRole('article', { name: productCreated.topic })
    .filter({ hasText: eventId });
  // The page refetches by itself.
  await letter.waitFor({ timeout: 40_000 });
  await letter.getByRole('button', { name: 'Replay' }).click();
  await letter.getByRole('alert').waitFor();
  await letter.getByRole('button', { name: 'Drop', exact: true }).click();
  await letter.getByLabel('Reason').fill('sent by a test');
  await letter.getByRole('button', { name: 'Drop this event' }).click();
  await letter.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Dropped/ }).click();
  await letter.getByText('sent by a test').waitFor();
});

test('an operator looks up a request as a waterfall by its reference', async () => {
  const { id } = await newProduct(await newVendor('Traced'));
  const traceId =
    (await api('GET', `/api/products/${id}`)).headers['x-trace-id'] ?? '';
  const page = await operatorConsole(await person());
  await page.getByRole('link', { name: 'Traces' }).click();
  await page.getByLabel('Trace id').fill('not one');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('must be 32 hexadecimal digits').waitFor();
  await until(
    'the trace has arrived',
    async () => {
      await page.goto(`/operator/traces/${traceId}`);
      await page.getByRole('heading', { name: 'Traces' }).waitFor();
      await page.waitForFunction(
        () => document.querySelector('[aria-busy=true]') === null,
      );
      return page
        .getByRole('group', { name: 'Spans' })
        .getByText('inventory')
        .first()
        .isVisible();
    },
    25_000,
  );
  await shoot(page, 'trace-1440');
});

test('an operator reads a mail that is kept, follows its link and sends it again', async () => {
  const { id } = await newVendor('Welcomed');
  const page = await operatorConsole(await person());
  await page.getByRole('link', { name: 'Mails' }).click();
  const mail = page.getByRole('article', { name: `welcome-vendor to ${id}` });
  await mail.getByRole('button', { name: 'Read' }).click();
  await mail.getByText('Welcome to Souk').waitFor();
  const link = mail.getByRole('link').first();
  expect(new URL((await link.getAttribute('href')) ?? '').origin).toBe(
    new URL(page.url()).origin,
  );
  await mail.getByRole('button', { name: 'Send again' }).click();
  await shoot(page, 'mails-1440');
  await link.click();
  await page.waitForURL(({ pathname }) => pathname.startsWith('/console'));
});
