import {
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';

/** The metrics of every service; a service registers its own on `registry`. */
export interface Metrics {
  registry: Registry;
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  /**
   * Requests received and not yet answered: a service's queue, usable for
   * autoscaling.
   */
  requestsInFlight: Gauge;
  eventsHandled: Counter<'topic' | 'outcome'>;
  eventsPublished: Counter<'topic'>;
  /** What must never happen and did; each also has an error in the log. */
  alarms: Counter<'alarm'>;
  /** The age of the oldest event that waits to be published. */
  outboxOldestSeconds: Gauge<'outbox'>;
}

/**
 * Each app gets its own registry, since tests run several in one process. Times
 * are in seconds.
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
      help: 'Requests received and not answered yet',
      registers: [registry],
    }),
    eventsHandled: new Counter({
      name: 'souk_events_handled_total',
      help: 'Events received, by the answer given to the broker',
      labelNames: ['topic', 'outcome'],
      registers: [registry],
    }),
    alarms: new Counter({
      name: 'souk_alarms_total',
      help: 'What must never happen and did, by its name',
      labelNames: ['alarm'],
      registers: [registry],
    }),
    eventsPublished: new Counter({
      name: 'souk_events_published_total',
      help: 'Events published to the broker',
      labelNames: ['topic'],
      registers: [registry],
    }),
    outboxOldestSeconds: new Gauge({
      name: 'souk_outbox_oldest_seconds',
      help: 'Age of the oldest event that waits to be published',
      labelNames: ['outbox'],
      registers: [registry],
    }),
  };
}

/** A counter of a service's own, without labels. */
export const addCounter = (
  { registry }: Metrics,
  name: string,
  help: string,
): Counter => new Counter({ name, help, registers: [registry] });

/**
 * Adds Node's own metrics (memory, event loop); once per process, in `main.ts`.
 */
export const measureProcess = (metrics: Metrics): void =>
  collectDefaultMetrics({ register: metrics.registry });
