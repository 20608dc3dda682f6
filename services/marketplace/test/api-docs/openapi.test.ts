import { policyTable } from '@souk/platform/http/policy';
import { routers } from '../../src/app';
import { curl, docsPage, escapeHtml } from '../../src/api-docs/page';
import { openApiDocument } from '../../src/api-docs/document';
import { OPERATIONS } from '../../src/api-docs/operations';
import type { Operation } from '../../src/http/operation';
import { PROBLEM_STATUS } from '../../src/http/problem-status';
import { market } from '../support/market';

const document = openApiDocument(OPERATIONS);
const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, { security: object[] }>).map(
    ([method, { security }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      bearers: security.flatMap((scheme) => Object.keys(scheme)),
    }),
  ),
);

/**
 * What the document must say about who calls, by the policy the route declares.
 */
const BEARERS: Record<string, string[]> = {
  open: [],
  session: ['session'],
  account: ['vendor', 'session'],
  warehouses: ['vendor', 'session'],
  shipping: ['vendor', 'session'],
  customer: ['customer', 'session'],
  'products:write': ['vendor', 'session'],
  'stock:read': ['vendor', 'operator', 'session'],
  'stock:write': ['vendor', 'operator', 'session'],
  'stock:history': ['vendor', 'operator', 'session'],
  'operations:read': ['operator', 'session'],
  'operations:write': ['operator', 'session'],
};

it('describes exactly the routes that exist, with who may call them', () => {
  const served = policyTable(routers(market().deps))
    .map((line) => line.split(' → '))
    .filter(
      ([route = '', policy]) =>
        policy !== 'sidecar' &&
        !route.includes('/events/') &&
        !route.includes('/dapr/'),
    )
    .map(([route = '', policy = '']) => ({
      route: route.replace(/:(\w+)/g, '{$1}'),
      bearers: BEARERS[policy],
    }));
  const byRoute = (a: { route: string }, b: { route: string }) =>
    a.route.localeCompare(b.route);
  expect(served.length).toBeGreaterThan(15);
  expect(described.sort(byRoute)).toEqual(served.sort(byRoute));
});

it('gives every operation a name of its own and every reference a target', () => {
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"operationId":"(\w+)"/g)].map(
    ([, name]) => name,
  );
  expect(new Set(names).size).toBe(described.length);
  const targets = [
    ...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g),
  ].map(([, name]) => name!);
  expect(targets.length).toBeGreaterThan(20);
  for (const target of targets)
    expect(document.components?.schemas).toHaveProperty(target);
});

it('documents requests as they are parsed', () => {
  const post = document.paths?.['/api/products']?.post as unknown as {
    requestBody: { content: object };
  };
  expect(post.requestBody.content).toMatchObject({
    'application/json': {
      schema: {
        additionalProperties: false,
        required: ['name', 'description', 'category', 'price'],
      },
    },
  });
  const list = document.paths?.['/api/products']?.get?.parameters as {
    name: string;
    schema: object;
  }[];
  expect(list.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'category',
      'vendorId',
      'minPrice',
      'maxPrice',
      'inStockOnly',
      'q',
      'sort',
      'after',
      'limit',
    ]),
  );
  expect(list.find(({ name }) => name === 'limit')!.schema).toMatchObject({
    type: 'integer',
    default: 24,
  });
});

it('writes patterns that accept what the schemas accept', () => {
  const patterns = [
    ...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g),
  ].map(([, text]) => JSON.parse(text!) as string);
  const lines = patterns.filter((pattern) => pattern.includes('Cc'));
  expect(lines.length).toBeGreaterThan(10);
  for (const pattern of lines)
    expect('Walnut bowl').toMatch(new RegExp(pattern, 'u'));
});

it.each(OPERATIONS.filter(({ body }) => body))(
  'has an example for $method $path that its own schema accepts',
  ({ body }) => {
    expect(body!.schema.safeParse(body!.example)).toMatchObject({
      success: true,
    });
  },
);

it('knows the status of every problem it names', () => {
  const named = new Set(OPERATIONS.flatMap(({ problems = [] }) => problems));
  expect([...named].filter((slug) => !(slug in PROBLEM_STATUS))).toEqual([]);
});

describe('the docs page', () => {
  it('is served with every operation, its call and its fields, and may load nothing', async () => {
    const { api } = market();
    const page = await api
      .get('/api/docs')
      .expect(200)
      .expect('content-type', /text\/html/);
    for (const operation of OPERATIONS) {
      expect(page.text).toContain(
        `<span class="method">${operation.method}</span> <code>${operation.path}</code>`,
      );
      expect(page.text).toContain(escapeHtml(curl(operation)));
    }
    expect(page.text).toContain('<code>price.amountMinor</code>');
    expect(page.text).not.toMatch(
      /<script|<link|src=|https?:\/\/(?!127\.0\.0\.1|images\.example\.com)/,
    );
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; frame-ancestors 'none'$/,
    );
    await api
      .get('/api/openapi.json')
      .expect(200, JSON.parse(JSON.stringify(document)) as object);
  });

  it('escapes descriptions and examples', () => {
    const evil = '<img src=x onerror="alert(1)">&\'';
    const operation: Operation = {
      method: 'get',
      path: '/api/products',
      tag: 'Products',
      caller: 'anyone',
      summary: evil,
      description: evil,
      answers: [{ status: 200, description: evil }],
    };
    const page = docsPage(
      { ...document, info: { title: 't', version: '1', description: evil } },
      [operation],
    );
    expect(page).not.toContain('<img');
    expect(page).toContain(
      '&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#38;&#39;',
    );
  });
});
