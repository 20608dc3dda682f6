import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';

const tracer = () => trace.getTracer('souk');

export interface SpanOptions {
  kind?: keyof typeof SpanKind;
  attributes?: Attributes;
  links?: Link[];
  /** The parent context; the active one by default. */
  parent?: Context;
}

/** Runs `work` in a span, which ends with it and records its error. */
export async function inSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const {
    kind = 'INTERNAL',
    attributes = {},
    links = [],
    parent = context.active(),
  } = options;
  const span = tracer().startSpan(
    name,
    { kind: SpanKind[kind], attributes, links },
    parent,
  );
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (err) {
    span.recordException(err instanceof Error ? err : String(err));
    span.setStatus({
      code: SpanStatusCode.ERROR,
      message: err instanceof Error ? err.message : String(err),
    });
    throw err;
  } finally {
    span.end();
  }
}

/** The W3C trace headers of the active span, for outgoing requests. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/**
 * The `traceparent` of the active span, to be stored with work that runs later;
 * undefined outside a span.
 */
export const currentTraceparent = (): string | undefined =>
  traceHeaders()['traceparent'];

export const currentTraceId = (): string | undefined =>
  trace.getActiveSpan()?.spanContext().traceId;

/** The context from W3C headers; `base` when there are none. */
export const contextFrom = (
  headers: object,
  base: Context = context.active(),
): Context => propagation.extract(base, headers);

/**
 * The context of a stored `traceparent`, independent of the active one; the
 * root context when there is none.
 */
export const storedContext = (traceparent: string | undefined): Context =>
  contextFrom({ traceparent }, ROOT_CONTEXT);

/** A context in which only this span is active. */
export const contextOf = (span: Span): Context =>
  trace.setSpan(ROOT_CONTEXT, span);

/**
 * A link to the span of a stored `traceparent`; none when it is absent or
 * malformed.
 */
export function linkTo(traceparent: string | undefined): Link[] {
  const spanContext = trace.getSpanContext(storedContext(traceparent));
  return spanContext ? [{ context: spanContext }] : [];
}
