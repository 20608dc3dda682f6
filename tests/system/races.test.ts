import { randomUUID } from 'node:crypto';
import { ProductView } from '@souk/contracts/marketplace/catalogue';
import { StockLevel } from '@souk/contracts/inventory/views';
import { Product } from '@souk/contracts/products/views';
import { VendorView } from '@souk/contracts/vendors/views';
import {
  levelOf,
  mug,
  newProduct,
  newVendor,
  opened,
  type VendorAccount,
} from '../lib/souk/accounts';
import { audit, ledgers } from '../lib/souk/ledger';
import { until } from '@souk/platform/testing/until';
import { allReady } from '../lib/souk/parts';
import { api, body, problem, type Answer } from '../lib/souk/souk';

let ann: VendorAccount;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
});

const AT_ONCE = 8;
const atOnce = (send: (n: number) => Promise<Answer>, times = AT_ONCE) =>
  Promise.all(Array.from({ length: times }, (_, n) => send(n)));

function oneWinner(
  answers: Answer[],
  won: number,
  lost: number,
  slug: string,
): Answer {
  const winners = answers.filter(({ status }) => status === won);
  const losers = answers.filter(({ status }) => status !== won);
  expect(losers.map((answer) => problem(answer, lost))).toEqual(
    losers.map(() => slug),
  );
  expect(winners).toHaveLength(1);
  return winners[0]!;
}

test('an e-mail registered many times at once creates one account', async () => {
  const account = {
    name: 'Ann',
    email: `${randomUUID()}@vendors.example`,
    password: 'a long password',
  };

  body(
    oneWinner(
      await atOnce(() => api('POST', '/api/vendors', { body: account })),
      201,
      409,
      'email-taken',
    ),
    201,
    VendorView,
  );
});

test('a SKU used many times at once creates one product, and the others learn which', async () => {
  const answers = await atOnce((n) =>
    api('POST', '/api/products', {
      token: ann.token,
      body: { ...mug, name: `Mug ${n}`, sku: 'ONE' },
    }),
  );

  const { id } = body(
    oneWinner(answers, 201, 409, 'duplicate-sku'),
    201,
    Product,
  );
  const told = answers
    .filter(({ status }) => status === 409)
    .map(({ json }) => (json as { productId?: string }).productId);
  expect(told).toEqual(told.map(() => id));
});

test('many changes of one version of a product end in one change', async () => {
  const { id } = await newProduct(ann);
  const change = (n: number) =>
    api('PATCH', `/api/products/${id}`, {
      token: ann.token,
      body: { name: `Name ${n}` },
      headers: { 'if-match': '"p1"' },
    });

  const changed = body(
    oneWinner(await atOnce(change), 200, 409, 'stale-product'),
    200,
    Product,
  );

  expect(
    body(await api('GET', `/api/products/${id}`), 200, ProductView),
  ).toMatchObject({ version: 2, name: changed.name });
});

test('many counts from one version of the stock end in one count', async () => {
  const { id } = await newProduct(ann);
  const { version } = await opened(id);
  const path = `/api/products/${id}/stock/${ann.main}`;
  const count = (n: number) =>
    api('PUT', path, {
      token: ann.token,
      body: { onHand: 10 + n },
      headers: { 'if-match': `"s${version}"` },
    });

  const counted = body(
    oneWinner(await atOnce(count), 200, 409, 'stale-stock'),
    200,
    StockLevel,
  );

  expect(await opened(id)).toMatchObject({
    version: version + 1,
    available: counted.available,
  });
});

test('many counts of one stock at once are all applied, each in the version of its answer', async () => {
  const { id } = await newProduct(ann);
  const path = `/api/products/${id}/stock/${ann.main}`;

  const answers = await atOnce(
    (n) => api('PUT', path, { token: ann.token, body: { onHand: 100 + n } }),
    40,
  );

  const versions = answers.map(
    (answer) => body(answer, 200, StockLevel).version,
  );
  const level = await levelOf(id);
  const books = await until('the ledger has every version', async () => {
    const entries = (await ledgers([id])).get(id)!;
    return entries.length === level.version ? entries : undefined;
  });
  // Counts that arrived while the actor was busy share its next turn, and so a
  // version.
  const sets = books.flatMap(({ version, changes }) =>
    changes
      .filter(({ kind }) => kind === 'set')
      .map((set) => ({ ...set, version })),
  );
  expect(sets.length).toBe(40);
  const madeIn = new Map(
    sets.map(({ onHand, version }) => [onHand.after, version]),
  );
  expect(versions.map((_, n) => madeIn.get(100 + n))).toEqual(versions);
  expect(audit(books, level)).toEqual([]);
});

test('a refresh token used twice at once never yields two sessions', async () => {
  const vendor = await newVendor();
  const { refreshToken } = vendor;

  const answers = await atOnce(() =>
    api('POST', '/api/vendors/sessions/refresh', { body: { refreshToken } }),
  );

  const won = answers.filter(({ status }) => status === 201);
  expect(won.length).toBeLessThanOrEqual(1);
  const refused = answers.filter(({ status }) => status !== 201);
  expect(refused.map((answer) => problem(answer, 401))).toEqual(
    refused.map(() => 'invalid-refresh-token'),
  );
  await until(
    'the session has ended, because the token was reused',
    async () => {
      return (
        (await api('GET', '/api/vendors/me', { token: vendor.token }))
          .status === 401
      );
    },
  );
});

test('with far too many callers, each is answered or refused early, and the marketplace recovers', async () => {
  const { id } = await newProduct(ann);
  await opened(id);

  const answers = await atOnce(() => api('GET', `/api/products/${id}`), 1_500);

  const sentAway = answers.filter(({ status }) => status !== 200);
  expect(sentAway.map((answer) => problem(answer, 503))).toContain(
    'overloaded',
  );
  expect(
    sentAway.filter(({ headers }) => !(Number(headers['retry-after']) > 0)),
  ).toEqual([]);
  expect(answers.length - sentAway.length).toBeGreaterThan(0);
  await opened(id);
}, 60_000);
