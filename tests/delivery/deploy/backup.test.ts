import {
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs';
import { join } from 'node:path';
import { cluster, RedisPod } from './support/pods';
import { DEPLOY, workbench } from './support/scripts';

const bench = workbench();
let redis: RedisPod;
let drill: RedisPod;
let events: RedisPod;
let drillEvents: RedisPod;
const all = () => [redis, drill, events, drillEvents];

const documents = () =>
  readFileSync(bench.at('pods', 'souk', 'mongodb', 'documents'), 'utf8');
const backups = () => readdirSync(bench.at('backups'));
const backup = (...args: string[]) =>
  bench.run(join(DEPLOY, 'backup.sh'), ['--to', bench.at('backups'), ...args]);
const restore = (...args: string[]) =>
  bench.run(join(DEPLOY, 'restore.sh'), args);
const rehearse = (...args: string[]) =>
  bench.run(join(DEPLOY, 'restore-drill.sh'), args, {
    env: { BACKUPS: bench.at('backups') },
  });

const SUMS =
  'sha256sum manifest redis.rdb events-redis.rdb mongodb.archive.gz >checksums';

/** One deployment of three replicas; images as in the stateful sets. */
const REPLIES = `
  *'{.spec.replicas}'*) echo 'inventory 3' ;;
  *souk/replicas-before*) echo 'inventory 3' ;;
  *'--output name') echo deployment.apps/inventory ;;
  'get statefulset redis'*) echo redis:7.2-bookworm ;;
  'get statefulset mongodb'*) echo mongo:8 ;;
  'apply'*) cat >"$(dirname "$0")/../applied" ;;`;

beforeEach(async () => {
  cluster(bench, REPLIES);
  redis = new RedisPod(bench, 'souk');
  drill = new RedisPod(bench, 'souk-drill');
  events = new RedisPod(bench, 'souk', 'events-redis');
  drillEvents = new RedisPod(bench, 'souk-drill', 'events-redis');
  await Promise.all(all().map((one) => one.start()));
  redis.cli('SET', 'stock', '12');
  events.cli('XADD', 'events', '*', 'an', 'event');
  redis.cli('SET', 'soon-gone', 'x', 'EX', '1000');
});
afterEach(() => Promise.all(all().map((one) => one.stop())));

it('restores all stores, and scales the services back to their replicas', async () => {
  const { status, out } = await backup();
  expect(status).toBe(0);
  redis.cli('SET', 'stock', '3');
  redis.cli('SET', 'later', 'x');
  events.cli('XADD', 'events', '*', 'a', 'later one');
  writeFileSync(bench.at('pods', 'souk', 'mongodb', 'documents'), 'three\n');
  expect(await restore(out.trim(), '--yes')).toMatchObject({
    status: 0,
    err: expect.stringContaining('the marketplace is what it was') as string,
  });
  expect([
    redis.cli('GET', 'stock'),
    events.cli('XLEN', 'events'),
    redis.cli('EXISTS', 'later'),
  ]).toEqual(['12', '1', '0']);
  expect(documents()).toBe('one\ntwo\n');
  const scaled = bench
    .calls()
    .filter((call) => call.startsWith('kubectl scale'));
  expect(scaled.map((call) => call.split(' ').slice(-3).join(' '))).toEqual([
    'inventory --replicas 0',
    'inventory --replicas 3',
  ]);
});

it('restores durably: Redis has the data after another restart, and accepts writes', async () => {
  const { out } = await backup();
  await restore(out.trim(), '--yes');
  redis.cli('INCR', 'stock');
  await redis.restart();
  expect(redis.cli('GET', 'stock')).toBe('13');
});

it('pauses stock while it reads, and resumes it', async () => {
  const probe = [
    `timeout 0.3 redis-cli -s ../redis/socket -a "$REDIS_PASSWORD" SET stock 1 >${bench.at('written')} 2>&1 || echo waits >${bench.at('written')}`,
    `redis-cli -s ../redis/socket -a "$REDIS_PASSWORD" GET stock 2>/dev/null >${bench.at('read')}`,
  ];
  writeFileSync(bench.at('while-dumping'), probe.join('\n'));
  expect(await backup()).toMatchObject({ status: 0 });
  expect(readFileSync(bench.at('written'), 'utf8')).toContain('waits');
  expect(readFileSync(bench.at('read'), 'utf8')).toBe('12\n');
  expect(redis.cli('INCR', 'free')).toBe('1');
  expect(events.cli('INCR', 'free')).toBe('1');
});

it('has what was acknowledged before it began, although Redis was saving an older moment', async () => {
  redis.cli('CONFIG', 'SET', 'rdb-key-save-delay', '700000');
  redis.cli('BGSAVE');
  redis.cli('CONFIG', 'SET', 'rdb-key-save-delay', '0');
  redis.cli('SET', 'acknowledged', 'x');
  const { status, out } = await backup();
  expect(status).toBe(0);
  redis.cli('DEL', 'acknowledged');
  expect(await restore(out.trim(), '--yes')).toMatchObject({ status: 0 });
  expect(redis.cli('EXISTS', 'acknowledged')).toBe('1');
});

it('checks a backup with the stores before it stops anything', async () => {
  const folder = (await backup()).out.trim();
  for (const [file, text] of [
    ['redis.rdb', 'REDIS0011 and then nothing'],
    ['events-redis.rdb', 'REDIS0011 and then nothing'],
    ['mongodb.archive.gz', 'not packed'],
  ] as const) {
    const whole = readFileSync(join(folder, file));
    writeFileSync(join(folder, file), text);
    await bench.run('bash', ['-c', `cd ${folder} && ${SUMS}`]);
    expect(await restore(folder, '--yes')).toMatchObject({
      status: 1,
      err: expect.stringContaining(`${file} cannot be read`) as string,
    });
    writeFileSync(join(folder, file), whole);
    await bench.run('bash', ['-c', `cd ${folder} && ${SUMS}`]);
  }
  expect(
    bench.calls().filter((call) => /kubectl (scale|annotate)/.test(call)),
  ).toEqual([]);
  expect(redis.cli('GET', 'stock')).toBe('12');
});

it('keeps no backup when it took longer than the pause of stock', async () => {
  const writable =
    'until timeout 0.2 redis-cli -s ../redis/socket -a "$REDIS_PASSWORD" SET free 1; do :; done >&2';
  writeFileSync(bench.at('while-dumping'), writable);
  const { status, err } = await backup('--hold', '1');
  expect([status, backups()]).toEqual([1, []]);
  expect(err).toMatch(/longer than stock was held \(1 s\)/);
});

it('keeps no backup when a store cannot be read', async () => {
  writeFileSync(bench.at('while-dumping'), 'echo no disk >&2; exit 1');
  expect((await backup()).status).toBe(1);
  expect(backups()).toEqual([]);
  expect(redis.cli('INCR', 'free')).toBe('1');
});

it('removes old backups once the new one is complete', async () => {
  const old = bench.at('backups', '20200101T030000Z');
  mkdirSync(old, { recursive: true });
  mkdirSync(bench.at('backups', 'of-mine'));
  for (const name of [old, bench.at('backups', 'of-mine')])
    utimesSync(name, new Date('2020-01-01'), new Date('2020-01-01'));
  await backup();
  expect(backups()).toHaveLength(2);
  expect(backups()).toContain('of-mine');
});

it('refuses a damaged backup, or to overwrite without --yes, before it stops anything', async () => {
  const folder = (await backup()).out.trim();
  expect((await restore(folder)).err).toMatch(/say --yes/);
  writeFileSync(join(folder, 'redis.rdb'), 'REDIS and then something else');
  expect((await restore(folder, '--yes')).err).toMatch(
    /not what was backed up/,
  );
  expect((await restore(bench.at('nowhere'), '--yes')).err).toMatch(
    /is not a backup/,
  );
  expect(
    bench.calls().filter((call) => /kubectl (scale|annotate)/.test(call)),
  ).toEqual([]);
});

it('rehearses a restore beside the marketplace, and removes its servers', async () => {
  await backup();
  redis.cli('SET', 'stock', '3');
  const { status, err } = await rehearse();
  expect([status, err]).toEqual([
    0,
    expect.stringMatching(
      /1 keys of stock, 1 of events, 2 documents in MongoDB/,
    ),
  ]);
  expect([drill.cli('GET', 'stock'), redis.cli('GET', 'stock')]).toEqual([
    '12',
    '3',
  ]);
  expect(readFileSync(bench.at('applied'), 'utf8')).toMatch(
    /image: redis:7\.2-bookworm[^]*image: mongo:8/,
  );
  expect(readFileSync(bench.at('applied'), 'utf8')).not.toContain('PASSWORD }');
  expect(bench.calls().at(-1)).toMatch(/^kubectl delete namespace souk-drill/);
});

it('fails the rehearsal when data is missing, or there is no recent backup', async () => {
  expect((await rehearse()).err).toMatch(/no backup of the last two days/);
  writeFileSync(bench.at('while-dumping'), 'echo one >documents'); // as if the archive had lost a document
  const folder = (await backup()).out.trim();
  writeFileSync(
    join(folder, 'manifest'),
    'redis_keys=1\nevents-redis_keys=1\ndocuments_before=2\ndocuments_after=2\n',
  );
  await bench.run('bash', ['-c', `cd ${folder} && ${SUMS}`]);
  const { status, err } = await rehearse();
  expect([status, err]).toEqual([
    1,
    expect.stringMatching(/MongoDB has 1 documents, the backup had 2/),
  ]);
  expect(bench.calls().at(-1)).toMatch(/^kubectl delete namespace souk-drill/);
});

it.each([
  ['backup.sh', ['--keep', '0'], /--keep needs a number above zero/],
  ['backup.sh', ['--hold'], /--hold needs a number/],
  ['backup.sh', ['--loud'], /what is --loud/],
  ['restore.sh', [], /which backup/],
  ['restore-drill.sh', ['--loud'], /what is --loud/],
])('%s refuses %j', async (script, args, said) => {
  const { status, err } = await bench.run(join(DEPLOY, script), args);
  expect([status, err]).toEqual([1, expect.stringMatching(said)]);
});
