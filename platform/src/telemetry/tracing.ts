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
  /** The context to hang under; the active one by default. */
  parent?: Context;
}

/** Runs `work` inside a span that ends with it and carries what it throws. */
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

/** W3C trace headers of the active span, to be sent along. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/**
 * The active span as a `traceparent` value, to be stored with work that starts
 * later; absent outside a span.
 */
export const currentTraceparent = (): string | undefined =>
  traceHeaders()['traceparent'];

export const currentTraceId = (): string | undefined =>
  trace.getActiveSpan()?.spanContext().traceId;

/**
 * The context a carrier of W3C headers speaks of; the root context when it
 * speaks of none.
 */
export const contextFrom = (
  headers: object,
  base: Context = context.active(),
): Context => propagation.extract(base, headers);

/**
 * The context of a stored `traceparent`, whatever is active now; the root
 * context when there is none.
 */
export const storedContext = (traceparent: string | undefined): Context =>
  contextFrom({ traceparent }, ROOT_CONTEXT);

/** The context in which only this span is active. */
export const contextOf = (span: Span): Context =>
  trace.setSpan(ROOT_CONTEXT, span);

/**
 * A link to the span a stored `traceparent` names; none when it is absent or
 * not one.
 */
export function linkTo(traceparent: string | undefined): Link[] {
  const spanContext = trace.getSpanContext(storedContext(traceparent));
  return spanContext ? [{ context: spanContext }] : [];
}
