import { randomUUID } from 'node:crypto';
import {
  AvailabilityView,
  CataloguePage,
  ProductView,
  type CatalogueItem,
} from '@souk/contracts/marketplace/catalogue';
import { productCreated } from '@souk/contracts/products/events';
import {
  StockLevel,
  WarehouseList,
  type WarehouseView,
} from '@souk/contracts/inventory/views';
import { DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import { Product } from '@souk/contracts/products/views';
import { SessionView } from '@souk/contracts/accounts/views';
import { VendorView } from '@souk/contracts/vendors/views';
import { until } from '@souk/platform/testing/until';
import {
  mug,
  newProduct,
  newVendor,
  newWarehouse,
  opened,
  operatorToken,
  signIn,
  type VendorAccount,
} from '../lib/souk/accounts';
import { publishSigned } from '../lib/souk/broker';
import { readOpenApi, undescribed } from '../lib/souk/openapi';
import { api, body, problem, seen } from '../lib/souk/souk';

let ann: VendorAccount;
let harbour: WarehouseView;

beforeAll(async () => {
  ann = await newVendor('Ann of the Blue Kiln');
  harbour = await newWarehouse(ann, 'Harbour');
});

async function listed(query: Record<string, string>): Promise<CataloguePage> {
  return body(
    await api('GET', `/api/products?${new URLSearchParams(query).toString()}`),
    200,
    CataloguePage,
  );
}

const inList = (
  id: string,
  check: (item: CatalogueItem) => boolean = () => true,
): Promise<CatalogueItem> =>
  until(`${id} is in the list as expected`, async () =>
    (await listed({ vendorId: ann.id, limit: '100' })).items.find(
      (item) => item.id === id && check(item),
    ),
  );

const view = async (id: string, query = '') =>
  body(await api('GET', `/api/products/${id}${query}`), 200, ProductView);

describe('a vendor', () => {
  test('registers, signs in and reads its profile', async () => {
    const email = `${randomUUID()}@vendors.example`;
    const registered = body(
      await api('POST', '/api/vendors', {
        body: { name: 'Fig & Thyme', email, password: 'a long password' },
      }),
      201,
      VendorView,
    );
    const session = await signIn(email.toUpperCase(), 'a long password');

    const me = body(
      await api('GET', '/api/vendors/me', { token: session.accessToken }),
      200,
      VendorView,
    );

    expect(me).toEqual(registered);
    expect(registered).toMatchObject({ name: 'Fig & Thyme', email });
    expect(session.expiresInSeconds).toBe(900);
  });

  test('has the warehouse Main from the start, and adds more after it', async () => {
    const { items } = body(
      await api('GET', '/api/vendors/me/warehouses', { token: ann.token }),
      200,
      WarehouseList,
    );

    expect(items.map(({ id, name }) => ({ id, name }))).toEqual([
      { id: ann.main, name: 'Main' },
      { id: harbour.id, name: 'Harbour' },
    ]);
  });

  test('is refused a wrong password with 401', async () => {
    const answer = await api('POST', '/api/vendors/sessions', {
      body: { email: ann.email, password: 'not this one' },
    });

    expect(problem(answer, 401)).toBe('wrong-credentials');
  });
});

describe('a product', () => {
  let id: string;

  beforeAll(async () => {
    const initialStock = [
      { warehouseId: ann.main, quantity: 12 },
      { warehouseId: harbour.id, quantity: 30 },
    ];
    const product = {
      ...mug,
      sku: 'MUG-1',
      images: ['https://images.souk.example/mug.jpg'],
      attributes: { Colour: 'blue' },
      initialStock,
    };
    const answer = await api('POST', '/api/products', {
      token: ann.token,
      body: product,
    });
    id = body(answer, 201, Product).id;
    expect(answer.headers['location']).toBe(`/api/products/${id}`);
    expect(answer.headers['etag']).toBe('"p1"');
  });

  test('opens its stock by event at the warehouses it named', async () => {
    const stock = await opened(id);

    expect(stock).toMatchObject({ available: 42, version: 1 });
    expect(stock.warehouses).toEqual([
      {
        warehouseId: ann.main,
        name: 'Main',
        available: 12,
      },
      {
        warehouseId: harbour.id,
        name: 'Harbour',
        available: 30,
      },
    ]);
  });

  test('is shown with its vendor and all its data', async () => {
    expect(await view(id)).toMatchObject({
      ...mug,
      sku: 'MUG-1',
      images: ['https://images.souk.example/mug.jpg'],
      attributes: { Colour: 'blue' },
      vendor: { id: ann.id, name: ann.name },
      version: 1,
    });
  });

  test('appears in the list with its vendor, picture and stock', async () => {
    const item = await inList(id, ({ stock }) => stock.available === 42);

    expect(item).toMatchObject({
      name: mug.name,
      category: mug.category,
      price: mug.price,
      vendor: { id: ann.id, name: ann.name },
      image: 'https://images.souk.example/mug.jpg',
      stock: { available: 42, inStock: true },
    });
  });

  test('shows its stock by warehouse, in the view and in its availability', async () => {
    const one = await view(id, `?warehouse=${harbour.id}`);
    const availability = body(
      await api(
        'GET',
        `/api/products/${id}/availability?warehouse=${harbour.id}`,
      ),
      200,
      AvailabilityView,
    );
    const whole = body(
      await api('GET', `/api/products/${id}/availability`),
      200,
      AvailabilityView,
    );

    expect(one.stock?.warehouses.map((w) => w.warehouseId)).toEqual([
      harbour.id,
    ]);
    expect(availability.warehouses).toEqual([
      {
        warehouseId: harbour.id,
        name: 'Harbour',
        available: 30,
      },
    ]);
    expect(whole).toMatchObject({
      productId: id,
      available: 42,
      inStock: true,
      version: 1,
    });
  });

  test('is answered with 304 until something in its view changes', async () => {
    const first = await api('GET', `/api/products/${id}`);
    const etag = first.headers['etag'] ?? '';

    expect(
      (
        await api('GET', `/api/products/${id}`, {
          headers: { 'if-none-match': etag },
        })
      ).status,
    ).toBe(304);

    await api('PUT', `/api/products/${id}/stock/${ann.main}`, {
      token: ann.token,
      body: { onHand: 13 },
    });
    const changed = await api('GET', `/api/products/${id}`, {
      headers: { 'if-none-match': etag },
    });
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).not.toBe(etag);
  });

  test('is changed by its owner, from the version that was read', async () => {
    const etag =
      (await api('GET', `/api/products/${id}`)).headers['etag'] ?? '';
    const change = {
      name: 'Stoneware mug, large',
      price: { amountMinor: 2900, currency: 'EUR' },
    };

    const answer = await api('PATCH', `/api/products/${id}`, {
      token: ann.token,
      body: change,
      headers: { 'if-match': etag },
    });

    expect(body(answer, 200, Product)).toMatchObject({
      ...change,
      version: 2,
      description: mug.description,
    });
    await inList(
      id,
      (item) => item.name === change.name && item.price.amountMinor === 2900,
    );
  });

  test('refuses a change made from an older version', async () => {
    const patch = {
      token: ann.token,
      body: { name: 'Overtaken' },
      headers: { 'if-match': '"p1"' },
    };

    expect(problem(await api('PATCH', `/api/products/${id}`, patch), 409)).toBe(
      'stale-product',
    );
    expect((await view(id)).name).toBe('Stoneware mug, large');
  });

  test('has its stock set by its owner and by an operator, and the list follows', async () => {
    const path = `/api/products/${id}/stock/${harbour.id}`;
    const before = (await view(id)).stock!;

    const byOwner = body(
      await api('PUT', path, { token: ann.token, body: { onHand: 0 } }),
      200,
      StockLevel,
    );
    const byOperator = body(
      await api('PUT', path, {
        token: await operatorToken(),
        body: { onHand: 7 },
      }),
      200,
      StockLevel,
    );

    expect(byOwner).toMatchObject({
      version: before.version + 1,
      available: 13,
    });
    expect(byOperator).toMatchObject({
      version: before.version + 2,
      available: 20,
    });
    expect(
      (await inList(id, ({ stock }) => stock.available === 20)).stock.inStock,
    ).toBe(true);
  });

  test('refuses to set stock from an older version, and accepts the current one', async () => {
    const path = `/api/products/${id}/stock/${harbour.id}`;
    const { version } = (await view(id)).stock!;
    const put = (seenAt: number) =>
      api('PUT', path, {
        token: ann.token,
        body: { onHand: 8 },
        headers: { 'if-match': `"${seenAt}"` },
      });

    expect(problem(await put(version - 1), 409)).toBe('stale-stock');
    expect((await view(id)).stock?.version).toBe(version);
    expect(body(await put(version), 200, StockLevel)).toMatchObject({
      version: version + 1,
      available: 21,
    });
  });

  test('accepts stock at once, even before its creation has reached inventory', async () => {
    const ids = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const product = await newProduct(ann);
        const put = await api(
          'PUT',
          `/api/products/${product.id}/stock/${ann.main}`,
          { token: ann.token, body: { onHand: 5 } },
        );
        expect(body(put, 200, StockLevel)).toMatchObject({
          version: 2,
          available: 5,
        });
        return product.id;
      }),
    );

    for (const product of ids)
      await inList(product, ({ stock }) => stock.available === 5);
  });

  test('is created once per Idempotency-Key, however often it is sent', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const send = (name: string) =>
      api('POST', '/api/products', {
        token: ann.token,
        headers,
        body: { ...mug, name },
      });

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send('Once')),
    );

    expect(
      new Set(answers.map((answer) => body(answer, 201, Product).id)).size,
    ).toBe(1);
    expect(problem(await send('Another'), 422)).toBe('idempotency-key-reused');
  });

  test('is gone from everywhere when its owner archives it', async () => {
    expect(
      (await api('DELETE', `/api/products/${id}`, { token: ann.token })).status,
    ).toBe(204);
    expect(
      (await api('DELETE', `/api/products/${id}`, { token: ann.token })).status,
    ).toBe(204);

    expect(problem(await api('GET', `/api/products/${id}`), 404)).toBe(
      'product-not-found',
    );
    const patch = await api('PATCH', `/api/products/${id}`, {
      token: ann.token,
      body: { name: 'Back?' },
    });
    expect(problem(patch, 409)).toBe('product-archived');
    await until('the list no longer has it', async () =>
      (await listed({ vendorId: ann.id, limit: '100' })).items.every(
        (item) => item.id !== id,
      ),
    );
  });
});

describe('the list', () => {
  const names = [
    'Anise',
    'Basil',
    'Chervil',
    'Dill',
    'Estragon',
    'Fennel',
    'Garlic',
  ];
  let vendor: VendorAccount;

  beforeAll(async () => {
    vendor = await newVendor('Herb Garden');
    for (const [n, name] of names.entries()) {
      await newProduct(vendor, {
        name,
        category: n % 2 === 0 ? 'Herbs' : 'Spices',
        price: { amountMinor: 100 * ((n * 3) % 7), currency: 'EUR' },
        initialStock: [{ warehouseId: vendor.main, quantity: n % 3 }],
      });
    }
    await until('all herbs are listed with their stock', async () => {
      const { items } = await listed({ vendorId: vendor.id });
      return (
        items.length === names.length &&
        items.every(
          ({ name, stock }) => stock.available === names.indexOf(name) % 3,
        )
      );
    });
  });

  const namesOf = async (query: Record<string, string>) => {
    const { items } = await listed({ vendorId: vendor.id, ...query });
    return items.map((item) => item.name);
  };

  test.each([
    ['newest first by default', {}, [6, 5, 4, 3, 2, 1, 0]],
    ['by name', { sort: 'name' }, [0, 1, 2, 3, 4, 5, 6]],
    ['by price', { sort: 'price' }, [0, 5, 3, 1, 6, 4, 2]],
    ['by falling price', { sort: '-price' }, [2, 4, 6, 1, 3, 5, 0]],
    ['of one category', { category: 'Spices', sort: 'name' }, [1, 3, 5]],
    [
      'within a price range',
      { minPrice: '200', maxPrice: '400', sort: 'name' },
      [1, 3, 6],
    ],
    ['in stock only', { inStockOnly: 'true', sort: 'name' }, [1, 2, 4, 5]],
    ['that match a search word', { q: 'fennel' }, [5]],
    [
      'by all of these at once',
      {
        category: 'Herbs',
        inStockOnly: 'true',
        minPrice: '600',
        sort: 'price',
      },
      [2],
    ],
  ])('shows products %s', async (_what, query, expected) => {
    expect(await namesOf(query)).toEqual(expected.map((n) => names[n]));
  });

  test.each(['newest', 'price', '-price', 'name'])(
    'pages by %s without missing or repeating one',
    async (sort) => {
      const whole = await namesOf({ sort });
      const paged: string[] = [];
      let after: string | null = '';
      while (after !== null) {
        const page: CataloguePage = await listed({
          vendorId: vendor.id,
          sort,
          limit: '2',
          ...(after ? { after } : {}),
        });
        paged.push(...page.items.map((item) => item.name));
        after = page.next;
      }

      expect(paged).toEqual(whole);
    },
  );

  test('refuses a cursor that is not its own', async () => {
    const { next } = await listed({
      vendorId: vendor.id,
      sort: 'name',
      limit: '2',
    });
    const elsewhere = `/api/products?${new URLSearchParams({ sort: 'price', after: next ?? '' }).toString()}`;

    expect(problem(await api('GET', '/api/products?after=made-up'), 422)).toBe(
      'invalid-cursor',
    );
    expect(problem(await api('GET', elsewhere), 422)).toBe('invalid-cursor');
  });
});

describe('a session', () => {
  const refresh = (refreshToken: string) =>
    api('POST', '/api/vendors/sessions/refresh', { body: { refreshToken } });
  const me = (token: string) => api('GET', '/api/vendors/me', { token });

  test('continues with a new pair of tokens', async () => {
    const vendor = await newVendor();

    const next = body(await refresh(vendor.refreshToken), 201, SessionView);

    expect(next.refreshToken).not.toBe(vendor.refreshToken);
    expect((await me(next.accessToken)).status).toBe(200);
  });

  test('ends completely when a refresh token is reused', async () => {
    const vendor = await newVendor();
    const next = body(await refresh(vendor.refreshToken), 201, SessionView);

    expect(problem(await refresh(vendor.refreshToken), 401)).toBe(
      'invalid-refresh-token',
    );

    expect(problem(await refresh(next.refreshToken), 401)).toBe(
      'invalid-refresh-token',
    );
    await until(
      'its access token is refused',
      async () => (await me(next.accessToken)).status === 401,
    );
  });

  test('ends at once on sign-out; other sessions continue', async () => {
    const vendor = await newVendor();
    const other = await signIn(vendor.email, vendor.password);
    expect((await me(vendor.token)).status).toBe(200);

    expect(
      (
        await api('DELETE', '/api/vendors/sessions/current', {
          token: vendor.token,
        })
      ).status,
    ).toBe(204);

    expect(problem(await me(vendor.token), 401)).toBe('session-revoked');
    expect(problem(await refresh(vendor.refreshToken), 401)).toBe(
      'invalid-refresh-token',
    );
    expect((await me(other.accessToken)).status).toBe(200);
  });
});

describe('an operator', () => {
  test('is refused with another key', async () => {
    const answer = await api('POST', '/api/operators/sessions', {
      body: { key: 'not the key of this marketplace' },
    });

    expect(problem(answer, 401)).toBe('wrong-credentials');
  });

  test('sees a dead letter, and why its replay fails', async () => {
    const token = await operatorToken();
    const event = {
      specversion: '1.0',
      id: randomUUID(),
      source: 'products',
      type: productCreated.topic,
      topic: productCreated.topic,
      pubsubname: 'bus',
      data: { id: '?' },
    };
    await publishSigned(event);
    const find = async () => {
      const { items } = body(
        await api('GET', '/api/operations/dead-letters?limit=200', { token }),
        200,
        DeadLetterList,
      );
      return items.find((letter) => letter.eventId === event.id);
    };

    const letter = await until('the dead letter is listed', find, 20_000);
    expect(letter).toMatchObject({
      app: 'inventory',
      topic: productCreated.topic,
      replayedAt: null,
      lastProblem: null,
    });

    const replay = await api(
      'POST',
      `/api/operations/dead-letters/${letter.id}/replay`,
      { token },
    );
    expect(problem(replay, 409)).toBe('replay-failed');
    expect(DeadLetter.parse(await find()).lastProblem).toMatch(/\S/);
    await opened((await newProduct(ann)).id); // the stream continues after the poison message
  });

  test('is not a vendor, and a vendor is not an operator', async () => {
    const token = await operatorToken();

    expect(
      problem(
        await api('GET', '/api/operations/dead-letters', { token: ann.token }),
        403,
      ),
    ).toBe('missing-scope');
    expect(
      problem(await api('POST', '/api/products', { token, body: mug }), 403),
    ).toBe('missing-scope');
  });
});

describe('the OpenAPI document', () => {
  test('is readable by a person', async () => {
    const docs = await api('GET', '/api/docs');

    expect(docs.status).toBe(200);
    expect(docs.headers['content-type']).toMatch(/^text\/html/);
    expect(docs.text).toContain('/api/products');
  });

  test('is OpenAPI 3.1 and describes every answer this journey has seen', async () => {
    const document = readOpenApi((await api('GET', '/api/openapi.json')).json);
    expect(new Set(seen.map(({ request }) => request.split(' ')[0])).size).toBe(
      5,
    );

    expect(
      seen
        .map((answer) => undescribed(document, answer))
        .filter((gap) => gap !== undefined),
    ).toEqual([]);
  });
});
