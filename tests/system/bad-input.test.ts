import { existsSync } from 'node:fs';
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { Problem } from '@souk/contracts/problem';
import type { Product } from '@souk/contracts/products/views';
import { signingKey } from '@souk/platform/auth/keys';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import { until } from '@souk/platform/testing/until';
import jwt from 'jsonwebtoken';
import {
  mug,
  newProduct,
  newVendor,
  newWarehouse,
  opened,
  signIn,
  type VendorAccount,
} from '../lib/souk/accounts';
import { readOpenApi, undescribed } from '../lib/souk/openapi';
import {
  api,
  body,
  problem,
  REPOSITORY,
  secrets,
  seen,
  type Answer,
  type Call,
} from '../lib/souk/souk';

let ann: VendorAccount;
let stranger: VendorAccount;
let victim: Product;
let archived: Product;

beforeAll(async () => {
  ann = await newVendor('Ann');
  stranger = await newVendor('Stranger');
  victim = await newProduct(ann, {
    sku: 'TAKEN',
    initialStock: [{ warehouseId: ann.main, quantity: 9 }],
  });
  archived = await newProduct(ann, { name: 'Archived' });
  await opened(victim.id);
  await opened(archived.id);
  await api('DELETE', `/api/products/${archived.id}`, { token: ann.token });
  await until('the list shows the one that is left', async () => {
    const { items } = body(
      await api('GET', `/api/products?vendorId=${ann.id}`),
      200,
      CataloguePage,
    );
    return items.length === 1 && items[0]?.stock.available === 9;
  });
});

/** All data of the vendor that a refused request could have changed. */
async function everything(): Promise<unknown[]> {
  const reads = [
    `/api/products/${victim.id}`,
    `/api/products?vendorId=${ann.id}`,
    '/api/vendors/me',
    '/api/vendors/me/warehouses',
  ];
  const answers = await Promise.all(
    reads.map((path) => api('GET', path, { token: ann.token })),
  );
  return answers.map((answer) => {
    expect(answer.status).toBe(200);
    return answer.json;
  });
}

async function refused(
  send: () => Promise<Answer>,
  status: number,
  slug: string,
): Promise<Answer> {
  const before = await everything();
  const answer = await send();
  expect([problem(answer, status), answer.status]).toEqual([slug, status]);
  expect(existsSync(join(REPOSITORY, 'docs', 'problems', `${slug}.md`))).toBe(
    true,
  );
  expect(await everything()).toEqual(before);
  return answer;
}

const fieldsOf = (answer: Answer) => [
  ...new Set((Problem.parse(answer.json).errors ?? []).map(({ path }) => path)),
];

const asAnn = (call: Call): Call => ({ token: ann.token, ...call });
const product = (change: object) => asAnn({ body: { ...mug, ...change } });
/** A body that JSON.stringify would not produce. */
const productText = (price: string) =>
  asAnn({
    raw: `{"name":"n","description":"","category":"c","price":{"amountMinor":${price},"currency":"EUR"}}`,
  });

describe('a new product', () => {
  test.each<[string, () => Call, string[]]>([
    [
      'with an unknown field',
      () => product({ vendorId: 'somebody' }),
      ['vendorId'],
    ],
    [
      'with an unknown field deeper down',
      () => product({ price: { ...mug.price, vat: 19 } }),
      ['price.vat'],
    ],
    ['with a name of the wrong type', () => product({ name: 7 }), ['name']],
    [
      'with a list for a text',
      () => product({ description: ['x'] }),
      ['description'],
    ],
    [
      'with a text for an amount',
      () => product({ price: { amountMinor: '2400', currency: 'EUR' } }),
      ['price.amountMinor'],
    ],
    [
      'with a negative price',
      () => product({ price: { amountMinor: -1, currency: 'EUR' } }),
      ['price.amountMinor'],
    ],
    [
      'with a fractional price',
      () => product({ price: { amountMinor: 0.5, currency: 'EUR' } }),
      ['price.amountMinor'],
    ],
    [
      'with a price of 2^53',
      () => product({ price: { amountMinor: 2 ** 53, currency: 'EUR' } }),
      ['price.amountMinor'],
    ],
    [
      'with a price of Infinity',
      () => productText('1e999'),
      ['price.amountMinor'],
    ],
    [
      'with "NaN" as its price',
      () => productText('"NaN"'),
      ['price.amountMinor'],
    ],
    [
      'with null as its price',
      () => productText('null'),
      ['price.amountMinor'],
    ],
    [
      'in an unknown currency',
      () => product({ price: { amountMinor: 1, currency: 'XQQ' } }),
      ['price.currency'],
    ],
    ['with an empty name', () => product({ name: '' }), ['name']],
    ['with a name of blanks', () => product({ name: '   ' }), ['name']],
    [
      'with a name of 201 characters',
      () => product({ name: 'x'.repeat(201) }),
      ['name'],
    ],
    ['with NUL in its name', () => product({ name: 'a\0b' }), ['name']],
    [
      'with an image that is no web address',
      () => product({ images: ['javascript:alert(1)'] }),
      ['images.0'],
    ],
    [
      'with a negative initial stock',
      () =>
        product({ initialStock: [{ warehouseId: ann.main, quantity: -1 }] }),
      ['initialStock.0.quantity'],
    ],
    [
      'with a fractional initial stock',
      () =>
        product({ initialStock: [{ warehouseId: ann.main, quantity: 1.5 }] }),
      ['initialStock.0.quantity'],
    ],
    [
      'with stock at an unknown warehouse',
      () =>
        product({ initialStock: [{ warehouseId: 'nowhere', quantity: 1 }] }),
      ['initialStock.0.warehouseId'],
    ],
    [
      "with stock at another vendor's warehouse",
      () =>
        product({
          initialStock: [{ warehouseId: stranger.main, quantity: 1 }],
        }),
      ['initialStock.0.warehouseId'],
    ],
    [
      'that names one warehouse twice',
      () =>
        product({
          initialStock: [1, 2].map((quantity) => ({
            warehouseId: ann.main,
            quantity,
          })),
        }),
      ['initialStock'],
    ],
    ['that is no object', () => asAnn({ body: [mug] }), ['']],
    [
      'with nothing in it',
      () => asAnn({ body: {} }),
      ['name', 'description', 'category', 'price'],
    ],
    [
      'without a body',
      () => asAnn({}),
      ['name', 'description', 'category', 'price'],
    ],
    [
      'with an Idempotency-Key of blanks',
      () => asAnn({ body: mug, headers: { 'idempotency-key': 'a b' } }),
      ['idempotency-key'],
    ],
  ])(
    '%s is refused and every wrong field named',
    async (_what, call, fields) => {
      const answer = await refused(
        () => api('POST', '/api/products', call()),
        422,
        'invalid-input',
      );

      expect(fieldsOf(answer)).toEqual(fields);
    },
  );

  test.each<[string, () => Call, number, string]>([
    [
      'with a name of 1 MB',
      () => product({ name: 'x'.repeat(1_000_000) }),
      413,
      'body-too-large',
    ],
    [
      'over the limit without a Content-Length',
      () =>
        asAnn({
          raw: Readable.from([
            '"',
            ...Array.from({ length: 300 }, () => 'x'.repeat(1_000)),
            '"',
          ]),
        }),
      413,
      'body-too-large',
    ],
    [
      'that is not JSON',
      () => asAnn({ raw: '{"name":' }),
      400,
      'malformed-body',
    ],
    ['with NaN in its text', () => productText('NaN'), 400, 'malformed-body'],
    [
      'sent as a form',
      () =>
        asAnn({
          raw: 'name=x',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      415,
      'unsupported-media-type',
    ],
    [
      'sent as XML',
      () =>
        asAnn({
          raw: '<name/>',
          headers: { 'content-type': 'application/xml' },
        }),
      415,
      'unsupported-media-type',
    ],
    [
      'with a SKU the vendor already uses',
      () => product({ sku: 'TAKEN' }),
      409,
      'duplicate-sku',
    ],
  ])('%s is refused', async (_what, call, status, slug) => {
    await refused(() => api('POST', '/api/products', call()), status, slug);
  });

  test.each([
    '{"__proto__":{"role":"operator"}}',
    '{"constructor":{"prototype":{"role":"operator"}}}',
  ])('cannot pollute a prototype by %s', async (extra) => {
    const raw = `${JSON.stringify(mug).slice(0, -1)},${extra.slice(1)}`;
    const before = await everything();

    const answer = await api('POST', '/api/products', asAnn({ raw }));

    expect([400, 422]).toContain(answer.status);
    expect(['malformed-body', 'invalid-input']).toContain(
      problem(answer, answer.status),
    );
    expect(await everything()).toEqual(before);
  });

  test('cannot pollute a prototype by its attributes', async () => {
    const raw = `${JSON.stringify(mug).slice(0, -1)},"attributes":{"__proto__":"x"}}`;
    const before = await everything();

    const answer = await api('POST', '/api/products', asAnn({ raw }));

    expect([400, 422]).toContain(answer.status);
    expect(await everything()).toEqual(before);
  });
});

type Tree = Record<string, unknown>;

/** The path of every text in a body. */
function leaves(node: unknown, path: string[] = []): string[][] {
  if (typeof node === 'string') return [path];
  return typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, child]) =>
        leaves(child, [...path, key]),
      )
    : [];
}

function replaced(whole: object, path: string[], value: unknown): object {
  const copy = structuredClone(whole) as Tree;
  const holder = path.slice(0, -1).reduce((at, key) => at[key] as Tree, copy);
  holder[path.at(-1)!] = value;
  return copy;
}

describe('{"$ne":null}', () => {
  const operator = { $ne: null };
  const bodies: [string, string, object][] = [
    [
      'POST',
      '/api/vendors',
      { name: 'n', email: 'a@vendors.example', password: 'long enough' },
    ],
    [
      'POST',
      '/api/vendors/sessions',
      { email: 'a@vendors.example', password: 'long enough' },
    ],
    ['POST', '/api/vendors/sessions/refresh', { refreshToken: 'r' }],
    ['POST', '/api/operators/sessions', { key: 'k' }],
    [
      'POST',
      '/api/vendors/me/warehouses',
      { name: 'n', city: 'c', country: 'c' },
    ],
    [
      'POST',
      '/api/products',
      {
        ...mug,
        sku: 's',
        images: ['https://images.souk.example/a.jpg'],
        attributes: { a: 'b' },
      },
    ],
    [
      'POST',
      '/api/products',
      { ...mug, initialStock: [{ warehouseId: 'w', quantity: 1 }] },
    ],
    [
      'PATCH',
      '/api/products/:victim',
      { name: 'n', description: 'd', category: 'c', sku: 's' },
    ],
  ];
  const cases = bodies.flatMap(([method, path, whole]) =>
    leaves(whole).map((leaf): [string, string, string, object] => [
      leaf.join('.'),
      method,
      path,
      replaced(whole, leaf, operator),
    ]),
  );

  test.each(cases)(
    'as %s of %s %s is refused',
    async (field, method, path, injected) => {
      const answer = await refused(
        () =>
          api(
            method,
            path.replace(':victim', victim.id),
            asAnn({ body: injected }),
          ),
        422,
        'invalid-input',
      );

      expect(fieldsOf(answer)).toContain(field);
    },
  );

  test.each([
    ['/api/products?category[$ne]=x', 'category[$ne]'],
    ['/api/products?vendorId=%7B%22%24ne%22%3Anull%7D', 'vendorId'],
    ['/api/products/%7B%22%24ne%22%3Anull%7D', 'id'],
  ])('in %s is refused', async (path, field) => {
    expect(
      fieldsOf(await refused(() => api('GET', path), 422, 'invalid-input')),
    ).toContain(field);
  });
});

describe('stock', () => {
  test.each<[string, unknown]>([
    ['below zero', { onHand: -1 }],
    ['of half a piece', { onHand: 0.5 }],
    ['of 2^53', { onHand: 2 ** 53 }],
    ['as a text', { onHand: '5' }],
    ['as "NaN"', { onHand: 'NaN' }],
    ['of nothing', {}],
    ['with an unknown field', { onHand: 5, reserved: 5 }],
  ])('%s is refused', async (_what, level) => {
    await refused(
      () =>
        api(
          'PUT',
          `/api/products/${victim.id}/stock/${ann.main}`,
          asAnn({ body: level }),
        ),
      422,
      'invalid-input',
    );
  });

  test('at an unknown warehouse is refused', async () => {
    await refused(
      () =>
        api(
          'PUT',
          `/api/products/${victim.id}/stock/nowhere`,
          asAnn({ body: { onHand: 1 } }),
        ),
      404,
      'warehouse-not-found',
    );
  });

  test("at another vendor's warehouse is refused as if it did not exist", async () => {
    await refused(
      () =>
        api(
          'PUT',
          `/api/products/${victim.id}/stock/${stranger.main}`,
          asAnn({ body: { onHand: 1 } }),
        ),
      404,
      'warehouse-not-found',
    );
  });

  test('of an archived product is refused', async () => {
    const put = () =>
      api(
        'PUT',
        `/api/products/${archived.id}/stock/${ann.main}`,
        asAnn({ body: { onHand: 1 } }),
      );

    await refused(put, 409, 'product-archived');
  });
});

describe("another vendor's product", () => {
  test.each<[string, string, Call]>([
    ['PATCH', '', { body: { name: 'Mine now' } }],
    ['DELETE', '', {}],
    ['PUT', '/stock/:main', { body: { onHand: 0 } }],
  ])('is not found by %s %s', async (method, rest, call) => {
    const path = `/api/products/${victim.id}${rest.replace(':main', ann.main)}`;
    await refused(
      () => api(method, path, { token: stranger.token, ...call }),
      404,
      'product-not-found',
    );
  });
});

describe('a request that leads nowhere', () => {
  test.each<[string, string, Call, number, string]>([
    ['GET', '/api/products/never-was', {}, 404, 'product-not-found'],
    [
      'GET',
      '/api/products/never-was/availability',
      {},
      404,
      'product-not-found',
    ],
    ['GET', '/api/products/not%20an%20id', {}, 422, 'invalid-input'],
    ['GET', `/api/products/${'x'.repeat(65)}`, {}, 422, 'invalid-input'],
    ['GET', '/api/products/..%2F..%2Fvendors', {}, 422, 'invalid-input'],
    ['GET', '/api/products?colour=blue', {}, 422, 'invalid-input'],
    ['GET', '/api/products?limit=0', {}, 422, 'invalid-input'],
    ['GET', '/api/products?limit=101', {}, 422, 'invalid-input'],
    ['GET', '/api/products?limit=NaN', {}, 422, 'invalid-input'],
    ['GET', '/api/products?minPrice=-1', {}, 422, 'invalid-input'],
    ['GET', '/api/products?minPrice=0.5', {}, 422, 'invalid-input'],
    ['GET', '/api/products?minPrice=2&maxPrice=1', {}, 422, 'invalid-input'],
    ['GET', '/api/products?sort=cheapest', {}, 422, 'invalid-input'],
    ['GET', '/api/products?inStockOnly=yes', {}, 422, 'invalid-input'],
    ['GET', '/api/products?after=x', {}, 422, 'invalid-cursor'],
    ['GET', '/api/elsewhere', {}, 404, 'route-not-found'],
    ['GET', '/elsewhere', {}, 404, 'route-not-found'],
    ['PUT', '/api/products', { body: {} }, 405, 'method-not-allowed'],
    ['DELETE', '/api/vendors', {}, 405, 'method-not-allowed'],
  ])('%s %s is refused', async (method, path, call, status, slug) => {
    const answer = await refused(
      () => api(method, path, asAnn(call)),
      status,
      slug,
    );

    expect(answer.headers['allow'] !== undefined).toBe(status === 405);
  });

  test('for an archived product is refused as a conflict, to its owner only', async () => {
    const patch = (token: string) =>
      api('PATCH', `/api/products/${archived.id}`, {
        token,
        body: { name: 'Back' },
      });

    await refused(() => patch(ann.token), 409, 'product-archived');
    await refused(() => patch(stranger.token), 404, 'product-not-found');
    await refused(
      () => api('GET', `/api/products/${archived.id}`),
      404,
      'product-not-found',
    );
  });
});

describe('a token', () => {
  const key = (name: string) => signingKey(secrets()[name] ?? '');
  const claimsOf = (token: string) => jwt.decode(token) as jwt.JwtPayload;
  const vendorsKey = () => key('vendors-signing-key');
  const b64 = (value: object) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const ended = () => {
    const {
      sub = '',
      sid,
      scope,
    } = claimsOf(ann.token) as { sub?: string; sid: string; scope: string };
    const issue = tokenIssuer('vendors', vendorsKey());
    return issue(
      {
        subject: sub,
        role: 'vendor',
        scopes: scope.split(' '),
        sessionId: sid,
      },
      { audience: 'souk', ttlSeconds: -5 },
    );
  };
  const internal = () => {
    const issue = tokenIssuer('marketplace', key('marketplace-signing-key'));
    return issue(
      { subject: ann.id, role: 'vendor', scopes: ['products:write'] },
      { audience: 'products', ttlSeconds: 60 },
    );
  };
  const foreign = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();

  test.each<[string, () => string | undefined, string]>([
    ['that is missing', () => undefined, 'missing-token'],
    ['that has expired', ended, 'expired-token'],
    ['that is no token at all', () => 'nonsense', 'invalid-token'],
    [
      'with its signature cut off',
      () => ann.token.split('.').slice(0, 2).join('.'),
      'invalid-token',
    ],
    [
      'with one character changed',
      () =>
        `${ann.token.slice(0, -10)}${ann.token.at(-10) === 'A' ? 'B' : 'A'}${ann.token.slice(-9)}`,
      'invalid-token',
    ],
    [
      'signed by nobody (alg: none)',
      () => `${b64({ alg: 'none', typ: 'JWT' })}.${b64(claimsOf(ann.token))}.`,
      'invalid-token',
    ],
    [
      'signed with a foreign key',
      () => jwt.sign(claimsOf(ann.token), foreign(), { algorithm: 'ES256' }),
      'invalid-token',
    ],
    [
      'signed with a foreign key under the name of ours',
      () =>
        jwt.sign(claimsOf(ann.token), foreign(), {
          algorithm: 'ES256',
          keyid: vendorsKey().kid,
        }),
      'invalid-token',
    ],
    [
      'signed with our public key as a shared secret',
      () => {
        const { publicKey, kid } = vendorsKey();
        const pem = publicKey
          .export({ type: 'spki', format: 'pem' })
          .toString();
        const unsigned = `${b64({ alg: 'HS256', typ: 'JWT', kid })}.${b64(claimsOf(ann.token))}`;
        return `${unsigned}.${createHmac('sha256', pem).update(unsigned).digest('base64url')}`;
      },
      'invalid-token',
    ],
    ['that is really a refresh token', () => ann.refreshToken, 'invalid-token'],
    ['for internal calls', internal, 'invalid-token'],
  ])('%s is refused everywhere', async (_what, token, slug) => {
    const bearer = token();
    for (const [method, path, call] of [
      ['POST', '/api/products', { body: mug }],
      ['PATCH', `/api/products/${victim.id}`, { body: { name: 'Taken over' } }],
      ['DELETE', `/api/products/${victim.id}`, {}],
      [
        'PUT',
        `/api/products/${victim.id}/stock/${ann.main}`,
        { body: { onHand: 0 } },
      ],
      ['GET', '/api/vendors/me', {}],
      ['POST', '/api/vendors/me/warehouses', { body: { name: 'Nowhere' } }],
      ['DELETE', '/api/vendors/sessions/current', {}],
      ['GET', '/api/operations/dead-letters', {}],
    ] as const) {
      const answer = await refused(
        () => api(method, path, { ...call, token: bearer }),
        401,
        slug,
      );
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  test('of an ended session is not revived by its refresh token used as access token', async () => {
    const { refreshToken } = await signIn(ann.email, ann.password);

    await refused(
      () => api('GET', '/api/vendors/me', { token: refreshToken }),
      401,
      'invalid-token',
    );
  });
});

describe('an account', () => {
  test.each<[string, () => Record<string, unknown>, number, string]>([
    [
      'with an e-mail that is taken',
      () => ({ email: ann.email }),
      409,
      'email-taken',
    ],
    [
      'with an e-mail that is taken, in another case',
      () => ({ email: ` ${ann.email.toUpperCase()} ` }),
      409,
      'email-taken',
    ],
    ['with no e-mail address', () => ({ email: 'ann' }), 422, 'invalid-input'],
    [
      'with a short password',
      () => ({ password: 'seven77' }),
      422,
      'invalid-input',
    ],
    [
      'that names its own role',
      () => ({ role: 'operator' }),
      422,
      'invalid-input',
    ],
  ])('%s is not registered', async (_what, change, status, slug) => {
    const account = {
      name: 'Ann',
      email: `${randomUUID()}@vendors.example`,
      password: 'a long password',
    };
    await refused(
      () => api('POST', '/api/vendors', { body: { ...account, ...change() } }),
      status,
      slug,
    );
  });

  test('may be tried 300 times a minute, then gets 429 with Retry-After, per address', async () => {
    const before = await everything();
    const guess = () =>
      api('POST', '/api/vendors/sessions', {
        body: { email: ann.email, password: 'a guess' },
        from: '127.0.0.2',
      });
    const answers: Answer[] = [];
    for (let round = 0; round < 30; round++)
      answers.push(...(await Promise.all(Array.from({ length: 10 }, guess))));

    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(200);
    for (const answer of limited) {
      expect(problem(answer, 429)).toBe('too-many-requests');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(
      answers
        .filter(({ status }) => status !== 429)
        .map((answer) => problem(answer, 401)),
    ).not.toContain('too-many-requests');
    await signIn(ann.email, ann.password);
    expect(await everything()).toEqual(before);
  });
});

test('the OpenAPI document describes every refusal of its routes', async () => {
  const document = readOpenApi((await api('GET', '/api/openapi.json')).json);
  const known = seen.filter(
    ({ status, text }) =>
      status !== 405 && !text.includes('/problems/route-not-found'),
  );
  expect(new Set(known.map(({ status }) => status))).toEqual(
    new Set([200, 201, 204, 400, 401, 404, 409, 413, 415, 422, 429]),
  );

  expect(
    [...new Set(known.map((answer) => undescribed(document, answer)))].filter(
      (gap) => gap !== undefined,
    ),
  ).toEqual([]);
});

test('none of these requests had an effect by a later event', async () => {
  const last = await newProduct(ann, { name: 'Last of all' });
  const shown = await until('the last product is listed', async () => {
    const { items } = body(
      await api('GET', `/api/products?vendorId=${ann.id}&limit=100`),
      200,
      CataloguePage,
    );
    return items.some(({ id }) => id === last.id) ? items : undefined;
  });
  await newWarehouse(ann, 'Last');

  expect(shown.map(({ id }) => id).sort()).toEqual([victim.id, last.id].sort());
});
