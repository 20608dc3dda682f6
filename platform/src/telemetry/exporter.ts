import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  BatchSpanProcessor,
  NoopSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export interface TelemetryOptions {
  service: string;
  pod: string;
  /**
   * Base URL of an OTLP/HTTP collector; without it spans are created but not
   * sent.
   */
  endpoint: string | undefined;
}

/**
 * Starts tracing for this process; the returned function sends the remaining
 * spans. Only our own spans: automatic instrumentation costs 60 % of a trivial
 * route.
 */
export function startTelemetry({
  service,
  pod,
  endpoint,
}: TelemetryOptions): () => Promise<void> {
  const spanProcessors = endpoint
    ? [
        new BatchSpanProcessor(
          new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }),
          { scheduledDelayMillis: 500 },
        ),
      ]
    : [new NoopSpanProcessor()]; // without a processor there are no spans, and no trace ids in the logs
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': pod,
    }),
    contextManager: new AsyncLocalStorageContextManager(),
    textMapPropagator: new W3CTraceContextPropagator(),
    spanProcessors,
    // By default these two would be sent over OTLP.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    autoDetectResources: false,
  });
  sdk.start();
  return () => sdk.shutdown();
}
