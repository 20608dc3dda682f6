import { z } from 'zod';

/**
 * 32 lower-case hexadecimal digits, as in `x-trace-id` and in `traceId` of a
 * problem.
 */
export const TraceId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits');

const SpanRef = z.object({ traceId: z.string(), spanId: z.string() });

/** One span of a trace; times in microseconds, `startUs` since the epoch. */
export const TraceSpan = SpanRef.extend({
  parentId: z.string().nullable(),
  service: z.string(),
  name: z.string(),
  startUs: z.number(),
  durationUs: z.number(),
  /**
   * The message of a failed span, '' when it has none; null when the span
   * succeeded.
   */
  error: z.string().nullable(),
  httpStatus: z.int().nullable(),
  links: z.array(SpanRef),
});
export type TraceSpan = z.infer<typeof TraceSpan>;

/** Spans are sorted by start time. */
export const TraceView = z.object({
  traceId: TraceId,
  spans: z.array(TraceSpan),
});
export type TraceView = z.infer<typeof TraceView>;
