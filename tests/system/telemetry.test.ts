import { readFileSync } from 'node:fs';
import { fetchTrace } from '@souk/platform/telemetry/jaeger';
import { until } from '@souk/platform/testing/until';
import { mug, newVendor, type VendorAccount } from '../lib/souk/accounts';
import { command } from '../lib/souk/commands';
import { newCustomer } from '../lib/souk/customers';
import { allReady, originOf, part } from '../lib/souk/parts';
import { api, endpoints, request } from '../lib/souk/souk';

/** Those that publish or handle the events of these requests. */
const APPS = [
  'marketplace',
  'vendors',
  'products',
  'inventory',
  'notifications',
];

let ann: VendorAccount;
let traceId: string;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
  const answer = await api('POST', '/api/products', {
    token: ann.token,
    body: mug,
  });
  traceId = answer.headers['x-trace-id'] ?? '';
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  await newCustomer();
  await api('GET', '/api/cart');
});

interface LogLine {
  level: string;
  time: string;
  service: string;
  traceId?: string;
}

const linesOf = (app: string) =>
  readFileSync(part(app).log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine);

test.each(APPS)('%s measures its requests', async (app) => {
  const { status, text, headers } = await request(
    originOf(app),
    'GET',
    '/metrics',
  );

  expect([status, headers['content-type']]).toEqual([
    200,
    expect.stringMatching(/^text\/plain/),
  ]);
  expect(text).toMatch(
    new RegExp(
      `^http_request_duration_seconds_count\\{.*service="${app}".*\\} [1-9]`,
      'm',
    ),
  );
});

test.each(['/metrics', '/livez', '/readyz'])(
  'the public port does not answer %s',
  async (path) => {
    const answer = await api('GET', path);

    expect(answer.status).toBe(404);
    expect(answer.text).toContain('/problems/route-not-found');
  },
);

test('a stranger does not choose the id of our trace', async () => {
  const theirs = 'a'.repeat(32);
  const { headers } = await api('GET', '/api/products', {
    headers: { traceparent: `00-${theirs}-${'b'.repeat(16)}-00` },
  });
  const ours = headers['x-trace-id'] ?? '';
  const jaeger = endpoints().urls.jaeger ?? '';

  expect(ours).toMatch(/^[0-9a-f]{32}$/);
  expect(ours).not.toBe(theirs);
  const links = await until('the trace has arrived', async () => {
    const spans = await fetchTrace(jaeger, ours);
    return spans.length === 0 ? undefined : spans.flatMap((span) => span.links);
  });
  expect(links).toEqual([{ traceId: theirs, spanId: 'b'.repeat(16) }]);
});

/** Those that publish or handle the events of a new product. */
const EVENTFUL = ['marketplace', 'vendors', 'products', 'inventory'] as const;

test.each(EVENTFUL)('%s measures its events by topic', async (app) => {
  const metric = ['vendors', 'products'].includes(app)
    ? 'souk_events_published_total'
    : 'souk_events_handled_total';

  await until(`${app} counts its events`, async () => {
    const { text } = await request(originOf(app), 'GET', '/metrics');
    return new RegExp(`^${metric}\\{.*topic="[a-z.-]+v1".*\\} [1-9]`, 'm').test(
      text,
    );
  });
});

test.each(APPS)(
  '%s logs JSON, with the trace id of the request',
  async (app) => {
    // The others have no part in adding a product.
    const traced = ['marketplace', 'products', 'inventory'].includes(app)
      ? new RegExp(`^${traceId}$`)
      : /^[0-9a-f]{32}$/;

    const line = await until(`${app} has logged the request`, () =>
      linesOf(app).find((one) => traced.test(one.traceId ?? '')),
    );

    expect(line).toMatchObject({
      service: app,
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
  },
);

const npmRunTrace = (which: string) =>
  command('commands/trace', [which, '--jaeger', endpoints().urls.jaeger ?? '']);

test.each(APPS)(
  'the sidecar of %s does not clean up names, because daprd 1.18 removes those in use',
  (app) => {
    const log = readFileSync(part(`${app}.sidecar`).log, 'utf8');
    const thisRun = log.slice(log.lastIndexOf('Starting Dapr Runtime'));

    expect(thisRun.includes('Configuring SQLite name resolution')).toBe(true);
    expect(thisRun.includes('Schedule expired data clean up')).toBe(false);
  },
);

test('npm run trace prints a trace as a tree, by its id or as the last one', async () => {
  const whole = await until(
    'the whole trace is printed',
    async () => {
      const printed = await npmRunTrace(traceId);
      // Each process exports its spans at its own pace; until the last has,
      // some have no parent.
      const told =
        printed.said.includes('state save') &&
        printed.said.includes('publish inventory.stock-level-changed.v1');
      return told && !printed.said.includes('parent missing')
        ? printed
        : undefined;
    },
    25_000,
  );

  expect(whole.status).toBe(0);
  expect(whole.said).toMatch(
    /marketplace: POST \/api\/products[\s\S]*└─ .*products: POST \/addProduct/,
  );
  expect((await npmRunTrace('last')).said).toMatch(
    /^trace [0-9a-f]{32}: \d+ spans/,
  );
  expect(await npmRunTrace('not-a-trace')).toMatchObject({ status: 1 });
}, 60_000);
