import { spansOf, type TraceSpan } from '@souk/platform/telemetry/jaeger';
import { newestWrite } from '../../traces/jaeger';
import { formatTrace } from '../../traces/print';
import { traceTree, type TraceNode } from '../../traces/tree';

const span = (
  spanId: string,
  parentId: string | undefined,
  startUs: number,
  more: Partial<TraceSpan> = {},
): TraceSpan => ({
  traceId: 't1',
  spanId,
  parentId,
  service: 'marketplace',
  name: `work ${spanId}`,
  startUs,
  durationUs: 1_000,
  error: undefined,
  httpStatus: undefined,
  links: [],
  ...more,
});

const shape = (nodes: TraceNode[]): string =>
  nodes
    .map(
      (n) =>
        n.span.spanId + (n.children.length ? `(${shape(n.children)})` : ''),
    )
    .join(' ');

describe('traceTree', () => {
  it('puts each span under its parent, by start time, in whatever order spans arrive', () => {
    const spans = [
      span('d', 'b', 40),
      span('c', 'a', 30),
      span('a', undefined, 10),
      span('b', 'a', 20),
    ];
    expect(shape(traceTree(spans))).toBe('a(b(d) c)');
  });

  it('shows a span whose parent is missing as a marked root, and a true root unmarked', () => {
    const roots = traceTree([
      span('a', undefined, 10),
      span('lost', 'nowhere', 20),
      span('child', 'lost', 30),
    ]);
    expect(shape(roots)).toBe('a lost(child)');
    expect(roots.map((root) => root.parentMissing)).toEqual([false, true]);
    expect(roots[1]!.children[0]!.parentMissing).toBe(false);
  });

  it('counts a duplicate span once', () => {
    expect(
      shape(
        traceTree([
          span('a', undefined, 10),
          span('b', 'a', 20),
          span('b', 'a', 20),
        ]),
      ),
    ).toBe('a(b)');
  });

  it('loses no span to a cycle of parents', () => {
    expect(
      shape(
        traceTree([
          span('b', 'a', 20),
          span('a', 'b', 10),
          span('self', 'self', 30),
        ]),
      ),
    ).toBe('a(b) self');
  });
});

describe('spansOf', () => {
  const answer = {
    data: [
      {
        traceID: 't1',
        processes: {
          p1: { serviceName: 'marketplace' },
          p2: { serviceName: 'products' },
        },
        spans: [
          {
            traceID: 't1',
            spanID: 'a',
            operationName: 'POST /api/products',
            startTime: 5,
            duration: 90,
            processID: 'p1',
            tags: [],
          },
          {
            traceID: 't1',
            spanID: 'b',
            operationName: 'relay',
            references: [
              { refType: 'FOLLOWS_FROM', traceID: 't0', spanID: 'z' },
              { refType: 'CHILD_OF', traceID: 't1', spanID: 'a' },
            ],
            startTime: 6,
            duration: 7,
            processID: 'p2',
            tags: [
              { key: 'otel.status_code', value: 'ERROR' },
              { key: 'otel.status_description', value: 'broker gone' },
              { key: 'http.response.status_code', value: 503 },
            ],
          },
        ],
      },
    ],
  };

  it('reads parent, links, service, status and error of each span', () => {
    const [a, b] = spansOf(answer);
    expect(a).toMatchObject({
      parentId: undefined,
      service: 'marketplace',
      error: undefined,
      links: [],
    });
    expect(b).toMatchObject({
      parentId: 'a',
      service: 'products',
      error: 'broker gone',
      httpStatus: 503,
    });
    expect(b!.links).toEqual([{ traceId: 't0', spanId: 'z' }]);
  });

  it('reads an answer without traces as empty', () => {
    expect(spansOf({ data: null })).toEqual([]);
  });
});

describe('newestWrite', () => {
  it('is the newest write of the public API at the root of a trace', () => {
    const write = (
      traceId: string,
      startUs: number,
      more: Partial<TraceSpan> = {},
    ) =>
      span('a', undefined, startUs, {
        traceId,
        name: 'POST /api/products',
        ...more,
      });
    const others = [
      write('read', 9, { name: 'GET /api/products' }),
      write('probe', 8, { name: '/v1.0/metadata' }),
      write('inner', 7, { parentId: 'b' }),
      write('elsewhere', 6, { service: 'products' }),
    ];
    expect(
      newestWrite([
        write('older', 1),
        write('newer', 5, { name: 'PUT /api/products/:id/stock/:warehouseId' }),
        ...others,
      ]),
    ).toBe('newer');
    expect(newestWrite(others)).toBeUndefined();
  });
});

describe('printedTrace', () => {
  it('prints offset, duration, service, name, status, error, links and missing parents', () => {
    const lines = formatTrace(
      traceTree([
        span('a', undefined, 1_000, { httpStatus: 201, durationUs: 12_340 }),
        span('b', 'a', 2_500, { error: 'broker gone' }),
        span('c', 'a', 3_000, { links: [{ traceId: 't0', spanId: 'z' }] }),
        span('d', 'nowhere', 4_000, {
          links: [{ traceId: 't1', spanId: 'a' }],
        }),
      ]),
    );
    expect(lines).toEqual([
      '    0.0 ms    12.3 ms  marketplace: work a [201]',
      '    1.5 ms     1.0 ms  ├─ marketplace: work b ERROR: broker gone',
      '    2.0 ms     1.0 ms  └─ marketplace: work c → trace t0 span z',
      '    3.0 ms     1.0 ms  marketplace: work d (parent missing) → span a',
    ]);
  });
});
