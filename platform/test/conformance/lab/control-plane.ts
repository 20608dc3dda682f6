import { join } from 'node:path';
import { LOOPBACK as L } from '../../fixtures/free-port';
import { part, type Part } from './part';

const answers = async (port: number, path: string) =>
  (await fetch(`http://${L}:${port}${path}`)).ok;

/** Ports: its own, health, metrics, consensus. */
export function placementPart(
  command: string,
  dir: string,
  [port, health, metrics, raft]: number[],
): Part {
  const args = [
    ['--listen-address', L, '--port', port],
    ['--healthz-listen-address', L, '--healthz-port', health],
    ['--metrics-listen-address', L, '--metrics-port', metrics],
    ['--initial-cluster', `dapr-placement-0=${L}:${raft}`],
  ];
  return part({
    name: 'placement',
    command,
    args: args.flat().map(String),
    logFile: join(dir, 'placement.log'),
    ready: () => answers(health!, '/healthz'),
  });
}

/** Ports: its own, health, metrics, storage for clients and for its peers. */
export function schedulerPart(
  command: string,
  dir: string,
  [port, health, metrics, client, peer]: number[],
): Part {
  const args = [
    ['--listen-address', L, '--port', port],
    ['--healthz-listen-address', L, '--healthz-port', health],
    ['--metrics-listen-address', L, '--metrics-port', metrics],
    [
      '--etcd-client-listen-address',
      L,
      '--etcd-client-port',
      client,
      '--etcd-data-dir',
      join(dir, 'scheduler'),
    ],
    ['--etcd-initial-cluster', `dapr-scheduler-server-0=http://${L}:${peer}`],
    ['--override-broadcast-host-port', `${L}:${port}`],
  ];
  return part({
    name: 'scheduler',
    command,
    args: args.flat().map(String),
    logFile: join(dir, 'scheduler.log'),
    ready: () => answers(health!, '/healthz'),
  });
}
