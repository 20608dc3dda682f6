import { APPS } from '@souk/contracts/apps';
import { SessionInfo } from '@souk/contracts/marketplace/sessions';
import { ServiceList } from '@souk/contracts/marketplace/services';
import { TraceView } from '@souk/contracts/marketplace/traces';
import { VendorView } from '@souk/contracts/vendors/views';
import { until } from '@souk/platform/testing/until';
import { mug, newVendor, type VendorAccount } from '../lib/souk/accounts';
import { allReady } from '../lib/souk/parts';
import { api, body, problem, secrets, type Answer } from '../lib/souk/souk';

let ann: VendorAccount;

beforeAll(async () => {
  await allReady();
  ann = await newVendor();
});

interface Browser {
  answer: Answer;
  cookie: string;
  /** The headers our pages send with a change. */
  page: Record<string, string>;
}

async function signIn(credentials: object): Promise<Browser> {
  const answer = await api('POST', '/api/session', { body: credentials });
  const { csrfToken } = body(answer, 201, SessionInfo);
  const cookie = answer.headers['set-cookie']?.split(';')[0] ?? '';
  return { answer, cookie, page: { cookie, 'x-csrf-token': csrfToken } };
}

const asAnn = () => signIn({ email: ann.email, password: ann.password });
const me = (cookie: string) =>
  api('GET', '/api/vendors/me', { headers: { cookie } });

describe('a browser session', () => {
  test('is a cookie no script can read; no answer holds a token or may be cached', async () => {
    const { answer, cookie } = await asAnn();
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-souk=[\w-]+; path=\/; expires=.*; samesite=strict; secure; httponly(,|$)/i,
    );
    const answers = [
      answer,
      await me(cookie),
      await api('GET', '/api/session', { headers: { cookie } }),
    ];
    expect(body(answers[1]!, 200, VendorView).id).toBe(ann.id);
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual([
      'no-store',
      'no-store',
      'no-store',
    ]);
    for (const { text } of answers)
      expect(text).not.toMatch(/accessToken|refreshToken|eyJ[\w-]+\./);
  });

  test('changes nothing without its token, nor for another site', async () => {
    const { cookie, page } = await asAnn();
    const add = (headers: Record<string, string>) =>
      api('POST', '/api/products', { headers, body: mug });
    expect(problem(await add({ cookie }), 403)).toBe('csrf-refused');
    expect(
      problem(await add({ ...page, origin: 'https://elsewhere.example' }), 403),
    ).toBe('csrf-refused');
    expect(
      problem(await add({ ...page, 'sec-fetch-site': 'cross-site' }), 403),
    ).toBe('csrf-refused');
    expect((await add(page)).status).toBe(201);
  });

  test('survives many calls at once and stays valid afterwards', async () => {
    const { cookie } = await asAnn();
    for (let round = 0; round < 3; round++) {
      const statuses = (
        await Promise.all(Array.from({ length: 20 }, () => me(cookie)))
      ).map(({ status }) => status);
      expect(statuses).toEqual(Array(20).fill(200));
    }
  });

  test('ends for every copy of its cookie on sign-out; other sessions stay', async () => {
    const [one, other] = [await asAnn(), await asAnn()];
    const gone = await api('DELETE', '/api/session', { headers: one.page });
    expect([gone.status, gone.headers['set-cookie']]).toEqual([
      204,
      expect.stringMatching(/^__Host-souk=;/) as string,
    ]);
    expect(problem(await me(one.cookie), 401)).toBe('session-revoked');
    expect((await me(other.cookie)).status).toBe(200);
    expect(
      (await api('GET', '/api/vendors/me', { token: ann.token })).status,
    ).toBe(200);
  });
});

describe('an operator at a browser', () => {
  test('sees every service and sidecar up, and its own request as a trace', async () => {
    const { cookie, page } = await signIn({
      operatorKey: secrets()['operator-key'],
    });
    const asked = await api('GET', '/api/operations/services', {
      headers: { cookie },
    });
    const { items } = body(asked, 200, ServiceList);
    const apps: readonly string[] = APPS;
    expect(items.map(({ app, up, sidecarUp }) => [app, up, sidecarUp])).toEqual(
      apps.map((app) => [app, true, true]),
    );
    const traceId = asked.headers['x-trace-id'] ?? '';
    const read = () =>
      api('GET', `/api/operations/traces/${traceId}`, { headers: { cookie } });
    // Each service exports its spans at its own pace, so a trace may be found
    // before it is complete.
    await until(`trace ${traceId} has spans of all services`, async () => {
      const answer = await read();
      const sent =
        answer.status === 200
          ? body(answer, 200, TraceView).spans.map(({ service }) => service)
          : [];
      return apps.every((app) => sent.includes(app));
    });
    expect(
      (await api('DELETE', '/api/session', { headers: page })).status,
    ).toBe(204);
    expect(problem(await read(), 401)).toBe('session-revoked');
  });
});
