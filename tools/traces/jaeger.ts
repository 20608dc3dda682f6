import {
  getJson,
  spansOf,
  type TraceSpan,
} from '@souk/platform/telemetry/jaeger';

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** The trace id of the newest write of the last hour. */
export async function fetchLastWrite(
  jaeger: string,
): Promise<string | undefined> {
  // Queried by method: otherwise health probes, one every second, would fill
  // the result.
  const found = await Promise.all(
    WRITES.map((method) =>
      fetchRecent(jaeger, { 'http.request.method': method }),
    ),
  );
  return newestWrite(found.flat());
}

/**
 * The trace whose root is the newest write of the public API; writes deeper in
 * a trace do not count.
 */
export function newestWrite(spans: readonly TraceSpan[]): string | undefined {
  const writes = spans.filter(
    ({ parentId, service, name }) =>
      parentId === undefined &&
      service === 'marketplace' &&
      WRITES.some((method) => name.startsWith(`${method} /api/`)),
  );
  return writes.sort((a, b) => b.startUs - a.startUs)[0]?.traceId;
}

async function fetchRecent(
  jaeger: string,
  tags: Record<string, string>,
): Promise<TraceSpan[]> {
  const url = new URL(
    '/api/traces?service=marketplace&limit=20&lookback=1h',
    jaeger,
  );
  url.searchParams.set('tags', JSON.stringify(tags));
  const { status, body } = await getJson(url);
  if (status !== 200) throw new Error(`Jaeger answered ${status}`);
  return spansOf(body);
}
