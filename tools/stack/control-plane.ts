import type { PartSpec } from '../processes/supervised-process';
import { answers } from '../processes/probe';

const HOST = '127.0.0.1';

export interface ControlPlanePorts {
  port: number;
  healthz: number;
  metrics: number;
  /** Between the members of its cluster, of which there is one. */
  peer: number;
}

/** Which host has which actor; nothing of it is kept on disk. */
export function placementPart(
  program: string,
  ports: ControlPlanePorts,
): PartSpec {
  return {
    name: 'placement',
    command: program,
    args: [
      ...common(ports),
      '--initial-cluster',
      `dapr-placement-0=${HOST}:${ports.peer}`,
    ],
    env: {},
    port: ports.port,
    metrics: `http://${HOST}:${ports.metrics}/`,
    ready: () => answers(`http://${HOST}:${ports.healthz}/healthz`),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  };
}

/** Reminders, in an etcd of its own that is kept on disk. */
export function schedulerPart(
  program: string,
  ports: ControlPlanePorts & { etcdClient: number; dataDir: string },
): PartSpec {
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
    args: [...common(ports), ...etcd],
    env: {},
    port: ports.port,
    metrics: `http://${HOST}:${ports.metrics}/`,
    ready: () => answers(`http://${HOST}:${ports.healthz}/healthz`),
    readyWithinMs: 60_000,
    stopWithinMs: 10_000,
  };
}

const common = ({ port, healthz, metrics }: ControlPlanePorts) => [
  ...['--listen-address', HOST, '--port', String(port)],
  ...['--healthz-listen-address', HOST, '--healthz-port', String(healthz)],
  ...['--metrics-listen-address', HOST, '--metrics-port', String(metrics)],
];

export interface JaegerPorts {
  query: number;
  otlpHttp: number;
}

const KEPT_TRACES = 20_000;

/** Traces in memory, the oldest ones dropped. */
export function jaegerPart(
  program: string,
  { query, otlpHttp }: JaegerPorts,
): PartSpec {
  // What all-in-one opens besides and nobody here uses gets whichever port is
  // free, on loopback.
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
    // Otherwise it sends traces of its own queries to port 4317, whoever
    // listens there.
    env: { OTEL_TRACES_SAMPLER: 'always_off' },
    port: query,
    ready: () => answers(`http://${HOST}:${query}/api/services`),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  };
}
