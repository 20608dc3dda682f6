import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { until } from '@souk/platform/testing/until';
import type { Workbench } from './scripts';

const PASSWORD = 'a password';

/**
 * A Redis of a namespace: a real server with the chart's settings, restarted
 * whenever it exits.
 */
export class RedisPod {
  private server: ChildProcess | undefined;
  private wanted = true;

  constructor(
    private readonly bench: Workbench,
    private readonly namespace: string,
    private readonly name: 'redis' | 'events-redis' = 'redis',
  ) {
    mkdirSync(this.dir, { recursive: true });
  }

  private get dir(): string {
    return this.bench.at('pods', this.namespace, this.name);
  }

  async start(): Promise<void> {
    if (!this.wanted) return;
    const flags = [
      '--port',
      '0',
      '--unixsocket',
      'socket',
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
    ];
    this.server = spawn(
      'redis-server',
      [...flags, '--dir', this.dir, '--requirepass', PASSWORD],
      { cwd: this.dir },
    );
    this.server.once('exit', () => void this.start());
    await until('Redis answers', () => this.answers());
  }

  cli(...args: string[]): string {
    const env = { ...process.env, REDISCLI_AUTH: PASSWORD };
    return execFileSync('redis-cli', ['-s', `${this.dir}/socket`, ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  }

  /**
   * Stops it as a pod's container stops, and waits until the next one is ready.
   */
  async restart(): Promise<void> {
    const served = this.server?.pid;
    this.server?.kill('SIGTERM');
    await until(
      'another Redis answers',
      () => this.server?.pid !== served && this.answers(),
    );
  }

  private answers(): boolean {
    try {
      return this.cli('PING') === 'PONG';
    } catch {
      return false;
    }
  }

  async stop(): Promise<void> {
    this.wanted = false;
    if (!this.server || this.server.exitCode !== null) return;
    const exited = once(this.server, 'exit');
    this.server.kill('SIGKILL');
    await exited;
  }
}

/**
 * The programs of MongoDB's pod; the database is a file with one document per
 * line.
 */
function mongodbPrograms(bench: Workbench): void {
  const bin = bench.at('pods', 'mongodb-bin');
  mkdirSync(bin, { recursive: true });
  const program = (name: string, text: string) =>
    writeFileSync(`${bin}/${name}`, `#!/bin/bash\nset -eu\n${text}\n`, {
      mode: 0o755,
    });
  program('mongodump', `. ${bench.at('while-dumping')}\ngzip -c documents`);
  program(
    'mongorestore',
    `case "$*" in *--dryRun*) gunzip -c >/dev/null ;; *) gunzip -c >documents ;; esac`,
  );
  program(
    'mongosh',
    `case "$*" in *dropDatabase*) : >documents ;; *countDocuments*) wc -l <documents ;; *) exit 3 ;; esac`,
  );
}

/**
 * A fake kubectl that runs a pod's commands on this machine, in the pod's
 * folder. `replies` are cases of a shell `case` over all arguments, for queries
 * of the cluster.
 */
export function cluster(bench: Workbench, replies = ''): void {
  mongodbPrograms(bench);
  writeFileSync(bench.at('while-dumping'), '');
  for (const namespace of ['souk', 'souk-drill'])
    mkdirSync(bench.at('pods', namespace, 'mongodb'), { recursive: true });
  writeFileSync(bench.at('pods', 'souk', 'mongodb', 'documents'), 'one\ntwo\n');
  writeFileSync(bench.at('pods', 'souk-drill', 'mongodb', 'documents'), '');
  bench.parsed(
    'kubectl',
    `case "$*" in ${replies} exec*) ${onThisMachine(bench)} ;; esac`,
  );
}

const onThisMachine = (bench: Workbench) => `
  namespace=$4 pod=\${5%-0}; shift 6
  export REDIS_PASSWORD='${PASSWORD}' MONGODB_PASSWORD='${PASSWORD}' DATA=. PATH=${bench.at('pods', 'mongodb-bin')}:$PATH
  cd ${bench.at('pods')}/$namespace/$pod
  redis-cli() { command redis-cli -s socket "$@"; }
  export -f redis-cli
  exec bash "\${@:2}"`;
