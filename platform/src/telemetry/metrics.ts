import {
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';

/**
 * What every service measures; a service registers its own beside it on
 * `registry`.
 */
export interface Metrics {
  registry: Registry;
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  /**
   * Taken and not answered yet: the queue of a service, by which it can be
   * scaled.
   */
  requestsInFlight: Gauge;
  eventsHandled: Counter<'topic' | 'outcome'>;
  eventsPublished: Counter<'topic'>;
}

/**
 * A registry of its own, so that two apps in one process (tests) do not meet.
 * Times in seconds.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    requestsInFlight: new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests taken and not answered yet',
      registers: [registry],
    }),
    eventsHandled: new Counter({
      name: 'souk_events_handled_total',
      help: 'Events received, by what was answered to the broker',
      labelNames: ['topic', 'outcome'],
      registers: [registry],
    }),
    eventsPublished: new Counter({
      name: 'souk_events_published_total',
      help: 'Events the relay handed to the broker',
      labelNames: ['topic'],
      registers: [registry],
    }),
  };
}

/**
 * Node's own figures (memory, event loop); once per process, from `main.ts`.
 */
export const measureProcess = (metrics: Metrics): void =>
  collectDefaultMetrics({ register: metrics.registry });
