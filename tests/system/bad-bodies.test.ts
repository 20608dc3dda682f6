import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@souk/contracts/problem';
import { OPERATIONS } from '../../services/marketplace/src/api-docs/operations';
import { newVendor, operatorToken } from '../lib/souk/accounts';
import { newCustomer } from '../lib/souk/customers';
import { allReady } from '../lib/souk/parts';
import { api, REPOSITORY, type Answer, type Call } from '../lib/souk/souk';

/** Every public route whose body its schema judges. */
const ROUTES = OPERATIONS.filter(
  ({ body }) => body !== undefined && body.parsedBy === undefined,
).map((operation, n) => ({
  ...operation,
  name: `${operation.method.toUpperCase()} ${operation.path}`,
  example: operation.body?.example as Record<string, unknown>,
  /** Limits count by address. */
  from: `127.0.1.${n + 1}`,
}));

let tokens: Record<string, string | undefined>;

beforeAll(async () => {
  await allReady();
  const vendor = (await newVendor()).token;
  tokens = {
    vendor,
    customer: (await newCustomer()).token,
    operator: await operatorToken(),
    'vendor or operator': vendor,
  };
});

type Route = (typeof ROUTES)[number];

const send = ({ method, path, caller, from }: Route, call: Call) =>
  api(method.toUpperCase(), path.replace(/\{\w+\}/g, 'some-id'), {
    token: tokens[caller],
    from,
    ...call,
  });

/** The slug of a documented problem that is the caller's fault. */
function refusal({ status, json, text, request }: Answer): string {
  const problem = Problem.safeParse(json);
  const slug = problem.data?.type.split('/').at(-1) ?? '';
  if (status < 400 || status >= 500 || !problem.success)
    throw new Error(`${request} answered ${status}: ${text.slice(0, 300)}`);
  expect(existsSync(join(REPOSITORY, 'docs', 'problems', `${slug}.md`))).toBe(
    true,
  );
  return slug;
}

test('there are such routes', () => {
  expect(ROUTES.length).toBeGreaterThan(25);
});

test.each(ROUTES)('$name refuses what is no object', async (route) => {
  const slugs = ['malformed-body', 'invalid-input'];
  for (const body of [null, 7, 'text', true, [route.example]])
    expect(slugs).toContain(refusal(await send(route, { body })));
  for (const raw of ['{', '{"a":1}}', '\0'])
    expect(slugs).toContain(refusal(await send(route, { raw })));
});

test.each(ROUTES)('$name names a field it does not know', async (route) => {
  const answer = await send(route, { body: { ...route.example, surprise: 1 } });
  expect(refusal(answer)).toBe('invalid-input');
  const { errors = [] } = Problem.parse(answer.json);
  expect(errors.map(({ path }) => path)).toContain('surprise');
});

test.each(ROUTES)('$name names each field of a wrong type', async (route) => {
  for (const [field, value] of Object.entries(route.example)) {
    const wrong = typeof value === 'object' ? 'text' : { not: 'this' };
    const body = { ...route.example, [field]: wrong };
    const answer = await send(route, { body });
    expect([field, refusal(answer)]).toEqual([field, 'invalid-input']);
    const { errors = [] } = Problem.parse(answer.json);
    expect(errors.map(({ path }) => path.split('.')[0])).toContain(field);
  }
});

/** NUL, half of a surrogate pair, and more than any field takes. */
const TEXTS = ['a\0b', 'a\ud800b', 'x'.repeat(60_000)];

const textsOf = ({ example }: Route) =>
  Object.keys(example).filter((field) => typeof example[field] === 'string');

test.each(ROUTES.filter((route) => textsOf(route).length > 0))(
  '$name survives hostile texts',
  async (route) => {
    for (const field of textsOf(route))
      for (const text of TEXTS) {
        const body = { ...route.example, [field]: text };
        const { status } = await send(route, { body });
        expect([field, text.length, status < 500]).toEqual([
          field,
          text.length,
          true,
        ]);
      }
  },
);
