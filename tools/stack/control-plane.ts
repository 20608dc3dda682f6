import type { ProcessSpec } from '../processes/supervised-process';
import { isHealthy } from '../processes/probe';

const HOST = '127.0.0.1';

/**
 * Go collects when its heap has grown by half and not by the whole: less memory
 * for a little more CPU time. The charts say the same to the sidecars.
 */
export const SMALL_GO_HEAP = { GOGC: '50' };

export interface ControlPlanePorts {
  port: number;
  healthz: number;
  metrics: number;
  /** For the members of its cluster; there is only one. */
  peer: number;
}

/** Placement assigns actors to hosts; it keeps nothing on disk. */
export function placementSpec(
  program: string,
  ports: ControlPlanePorts,
): ProcessSpec {
  return {
    name: 'placement',
    command: program,
    args: [
      ...commonFlags(ports),
      '--initial-cluster',
      `dapr-placement-0=${HOST}:${ports.peer}`,
    ],
    env: SMALL_GO_HEAP,
    port: ports.port,
    metrics: `http://${HOST}:${ports.metrics}/`,
    ready: () => isHealthy(`http://${HOST}:${ports.healthz}/healthz`),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  };
}

/** The scheduler keeps reminders, in an embedded etcd on disk. */
export function schedulerSpec(
  program: string,
  ports: ControlPlanePorts & { etcdClient: number; dataDir: string },
): ProcessSpec {
  const etcd = [
    ['--etcd-client-listen-address', HOST],
    ['--etcd-client-port', String(ports.etcdClient)],
    [
      '--etcd-initial-cluster',
      `dapr-scheduler-server-0=http://${HOST}:${ports.peer}`,
    ],
    ['--etcd-data-dir', ports.dataDir],
    ['--override-broadcast-host-port', `${HOST}:${ports.port}`],
  ].flat();
  return {
    name: 'scheduler',
    command: program,
    args: [...commonFlags(ports), ...etcd],
    env: SMALL_GO_HEAP,
    port: ports.port,
    metrics: `http://${HOST}:${ports.metrics}/`,
    ready: () => isHealthy(`http://${HOST}:${ports.healthz}/healthz`),
    readyWithinMs: 60_000,
    stopWithinMs: 10_000,
  };
}

const commonFlags = ({ port, healthz, metrics }: ControlPlanePorts) => [
  ...['--listen-address', HOST, '--port', String(port)],
  ...['--healthz-listen-address', HOST, '--healthz-port', String(healthz)],
  ...['--metrics-listen-address', HOST, '--metrics-port', String(metrics)],
];

export interface JaegerPorts {
  query: number;
  otlpHttp: number;
}

const KEPT_TRACES = 20_000;

/** Jaeger keeps traces in memory and drops the oldest. */
export function jaegerSpec(
  program: string,
  { query, otlpHttp }: JaegerPorts,
): ProcessSpec {
  // Unused endpoints of all-in-one get any free port, on loopback.
  const unused = [
    'collector.otlp.grpc.host-port',
    'query.grpc-server.host-port',
    'admin.http.host-port',
    'collector.grpc-server.host-port',
    'collector.http-server.host-port',
  ].map((flag) => `--${flag}=${HOST}:0`);
  const used = [
    `--query.http-server.host-port=${HOST}:${query}`,
    `--collector.otlp.http.host-port=${HOST}:${otlpHttp}`,
  ];
  return {
    name: 'jaeger',
    command: program,
    args: [
      '--collector.otlp.enabled',
      `--memory.max-traces=${KEPT_TRACES}`,
      ...used,
      ...unused,
    ],
    // Otherwise it sends traces of its own queries to whatever listens on port
    // 4317.
    env: { OTEL_TRACES_SAMPLER: 'always_off', ...SMALL_GO_HEAP },
    port: query,
    ready: () => isHealthy(`http://${HOST}:${query}/api/services`),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  };
}
