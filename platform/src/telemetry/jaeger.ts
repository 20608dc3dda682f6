import { request } from 'undici';
import { z } from 'zod';

interface SpanRef {
  traceId: string;
  spanId: string;
}

/** One span of a trace; times in microseconds, `startUs` since the epoch. */
export interface TraceSpan extends SpanRef {
  parentId: string | undefined;
  service: string;
  name: string;
  startUs: number;
  durationUs: number;
  /**
   * The message of a failed span, '' when it has none; undefined when the span
   * succeeded.
   */
  error: string | undefined;
  httpStatus: number | undefined;
  links: SpanRef[];
}

const Tag = z.object({ key: z.string(), value: z.unknown() });
const JaegerSpan = z.object({
  traceID: z.string(),
  spanID: z.string(),
  operationName: z.string(),
  references: z
    .array(
      z.object({
        refType: z.string(),
        traceID: z.string(),
        spanID: z.string(),
      }),
    )
    .nullish()
    .transform((list) => list ?? []),
  startTime: z.number(),
  duration: z.number(),
  tags: z
    .array(Tag)
    .nullish()
    .transform((list) => list ?? []),
  processID: z.string(),
});
const JaegerTrace = z.object({
  traceID: z.string(),
  spans: z.array(JaegerSpan),
  processes: z.record(z.string(), z.object({ serviceName: z.string() })),
});
type JaegerTrace = z.infer<typeof JaegerTrace>;
const JaegerAnswer = z.object({ data: z.array(JaegerTrace).nullable() });

/**
 * The spans in an answer of Jaeger's query API. The parent is the CHILD_OF
 * reference; all other references are links.
 */
export function spansOf(answer: unknown): TraceSpan[] {
  return (JaegerAnswer.parse(answer).data ?? []).flatMap(spansOfTrace);
}

function spansOfTrace({ spans, processes }: JaegerTrace): TraceSpan[] {
  return spans.map((span) => {
    const parent = span.references.find(
      (ref) => ref.refType === 'CHILD_OF' && ref.traceID === span.traceID,
    );
    const tag = (...keys: string[]) =>
      span.tags.find(({ key }) => keys.includes(key))?.value;
    const failed = tag('error') === true || tag('otel.status_code') === 'ERROR';
    const status = Number(
      tag('http.response.status_code', 'http.status_code') ?? NaN,
    );
    return {
      traceId: span.traceID,
      spanId: span.spanID,
      parentId: parent?.spanID,
      service: processes[span.processID]?.serviceName ?? '?',
      name: span.operationName,
      startUs: span.startTime,
      durationUs: span.duration,
      error: failed ? textOf(tag('otel.status_description')) : undefined,
      httpStatus: Number.isInteger(status) ? status : undefined,
      links: span.references
        .filter((ref) => ref !== parent)
        .map((ref) => ({ traceId: ref.traceID, spanId: ref.spanID })),
    };
  });
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : '';

/**
 * Fetches the spans of a trace; an unknown trace is an empty list.
 * @throws Error when Jaeger cannot be reached or does not answer 200.
 */
export async function fetchTrace(
  jaeger: string,
  traceId: string,
): Promise<TraceSpan[]> {
  const { status, body } = await getJson(
    new URL(`/api/traces/${traceId}`, jaeger),
  );
  if (status === 404) return [];
  if (status !== 200) throw new Error(`Jaeger answered ${status}`);
  return spansOf(body);
}

/** @throws Error when there is no answer in time. */
export async function getJson(
  url: URL,
): Promise<{ status: number; body: unknown }> {
  const { statusCode, body } = await request(url, {
    signal: AbortSignal.timeout(10_000),
  });
  const text = await body.text();
  return {
    status: statusCode,
    body: statusCode === 200 ? (JSON.parse(text) as unknown) : undefined,
  };
}
