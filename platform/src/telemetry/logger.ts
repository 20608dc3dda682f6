import { pino, type Logger as Pino } from 'pino';
import { trace } from '@opentelemetry/api';

export type Logger = Pick<Pino, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * Logs one JSON object per line to stdout, with the ids of the active trace.
 */
export function createLogger(
  service: string,
  pod: string,
  level: string,
): Logger {
  return pino({
    level,
    base: { service, pod },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.errWithCause },
    mixin() {
      const span = trace.getActiveSpan()?.spanContext();
      return span ? { traceId: span.traceId, spanId: span.spanId } : {};
    },
  });
}
