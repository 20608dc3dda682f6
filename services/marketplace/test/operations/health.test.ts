import { APPS } from '@souk/contracts/apps';
import type { TraceSpan } from '@souk/platform/telemetry/jaeger';
import { as, market, OPERATOR_KEY } from '../support/market';

const TRACE = 'a'.repeat(32);
const path = `/api/operations/traces/${TRACE}`;
type Overrides = Parameters<typeof market>[1];

async function watching(overrides: Overrides = {}) {
  const { api } = market({}, overrides);
  const session = await api
    .post('/api/operators/sessions')
    .send({ key: OPERATOR_KEY })
    .expect(201);
  const operator = {
    authorization: `Bearer ${(session.body as { accessToken: string }).accessToken}`,
  };
  return { api, get: (route: string) => api.get(route).set(operator) };
}

const span = (over: Partial<TraceSpan>): TraceSpan => ({
  traceId: TRACE,
  spanId: 's1',
  parentId: undefined,
  service: 'marketplace',
  name: 'GET /api/products',
  startUs: 10,
  durationUs: 5,
  error: undefined,
  httpStatus: undefined,
  links: [],
  ...over,
});

const byApp = (body: unknown): Record<string, object> =>
  Object.fromEntries(
    (body as { items: { app: string }[] }).items.map((one) => [one.app, one]),
  );

describe('GET /api/operations/services', () => {
  it('reports for each service how far a call gets', async () => {
    const reached = {
      vendors: 'ready',
      products: 'app-away',
      inventory: 'away',
      customers: 'ready',
      orders: 'ready',
    } as const;
    const services = {
      reach: async (app: string) => reached[app as keyof typeof reached],
      ownSidecar: async () => undefined,
    };
    const { get } = await watching({ services });
    const body: unknown = (await get('/api/operations/services').expect(200))
      .body;
    expect(byApp(body)).toMatchObject({
      marketplace: { up: true, sidecarUp: true },
      vendors: { up: true, sidecarUp: true, detail: 'ready' },
      products: { up: false, sidecarUp: true },
      inventory: { up: null, sidecarUp: false },
      customers: { detail: 'ready' },
      orders: { detail: 'ready' },
    });
  });

  it('says that it cannot ask when its own sidecar is away', async () => {
    const services = {
      reach: () => Promise.reject(new Error('asked')),
      ownSidecar: () => Promise.reject(new Error('away')),
    };
    const { get } = await watching({ services });
    const body: unknown = (await get('/api/operations/services').expect(200))
      .body;
    const { marketplace, ...others } = byApp(body);
    expect(marketplace).toMatchObject({ up: true, sidecarUp: false });
    expect(Object.keys(others).sort()).toEqual(
      APPS.filter((app) => app !== 'marketplace').sort(),
    );
    for (const other of Object.values(others))
      expect(other).toMatchObject({ up: null, sidecarUp: null });
  });

  it('is for operators only', async () => {
    const { api } = await watching();
    await api.get('/api/operations/services').expect(401);
    await api.get('/api/operations/services').set(as('ann')).expect(403);
  });
});

describe('GET /api/operations/traces/{traceId}', () => {
  it('lists the spans by their start, each once', async () => {
    const later = span({
      spanId: 's2',
      parentId: 's1',
      startUs: 12,
      error: 'refused',
      httpStatus: 409,
    });
    const { get } = await watching({
      findSpans: async () => [later, span({}), later],
    });
    const body: unknown = (await get(path).expect(200)).body;
    expect(body).toEqual({
      traceId: TRACE,
      spans: [
        { ...span({}), parentId: null, error: null, httpStatus: null },
        { ...later, parentId: 's1' },
      ],
    });
  });

  it.each<[string, Overrides, number, string]>([
    ['unknown', { findSpans: async () => [] }, 404, 'trace-not-found'],
    [
      'nowhere to be read',
      { findSpans: undefined },
      503,
      'tracing-not-configured',
    ],
    [
      'not told',
      { findSpans: () => Promise.reject(new Error('refused')) },
      503,
      'dependency-unavailable',
    ],
  ])('is %s', async (_what, overrides, status, slug) => {
    const { get } = await watching(overrides);
    expect((await get(path).expect(status)).body).toMatchObject({
      type: `/problems/${slug}`,
    });
  });

  it('refuses a malformed trace id and anyone but an operator', async () => {
    const { api, get } = await watching({
      findSpans: () => Promise.reject(new Error('asked')),
    });
    for (const id of ['A'.repeat(32), 'a'.repeat(31), '..%2fservices']) {
      await get(`/api/operations/traces/${id}`).expect(422);
    }
    await api.get(path).expect(401);
    await api.get(path).set(as('ann')).expect(403);
  });
});
