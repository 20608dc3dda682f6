import type { Shell } from '../http/shell';
import type { Logger } from '../telemetry/logger';
import { createMetrics } from '../telemetry/metrics';

const nothing = () => undefined;

/** A logger that says nothing. */
export const silentLog: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};

/**
 * The outer shell of an app under test: silent, measured apart from others,
 * always ready.
 */
export const testShell = (service: string): Shell => ({
  log: silentLog,
  metrics: createMetrics(service),
  ready: async () => undefined,
});
