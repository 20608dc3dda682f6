import type { TraceView } from '@souk/contracts/marketplace/traces';
import { AppError } from '@souk/platform/http/errors';
import type { TraceSpan } from '@souk/platform/telemetry/jaeger';

/**
 * The spans of a trace by its id. @throws Error when the trace store cannot be
 * asked.
 */
export type FindSpans = (traceId: string) => Promise<TraceSpan[]>;

/**
 * @throws AppError `tracing-not-configured`, `trace-not-found`,
 * `dependency-unavailable`.
 */
export async function readTrace(
  findSpans: FindSpans | undefined,
  traceId: string,
): Promise<TraceView> {
  if (!findSpans)
    throw new AppError(
      'unavailable',
      'tracing-not-configured',
      'JAEGER_QUERY_URL is not set',
    );
  const found = await findSpans(traceId).catch((cause: unknown) => {
    throw new AppError(
      'unavailable',
      'dependency-unavailable',
      'The trace store did not answer',
      { cause },
    );
  });
  if (found.length === 0)
    throw new AppError(
      'not-found',
      'trace-not-found',
      `There is no trace ${traceId}`,
    );
  // A span that came twice counts once.
  const once = [...new Map(found.map((span) => [span.spanId, span])).values()];
  const spans = once
    .sort((a, b) => a.startUs - b.startUs)
    .map(({ parentId = null, error = null, httpStatus = null, ...span }) => ({
      ...span,
      parentId,
      error,
      httpStatus,
    }));
  return { traceId, spans };
}
