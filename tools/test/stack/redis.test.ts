import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRedis, obtainRedis, redisSpec } from '../../stack/redis';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const path = process.env['PATH'];
let said: string[];
const log = (line: string) => void said.push(line);
const noted = () =>
  existsSync(join(folder(), 'notes'))
    ? readFileSync(join(folder(), 'notes'), 'utf8').trim().split('\n')
    : [];

/** A machine with only these programs. */
function machine(programs: Record<string, string>): void {
  const bin = join(folder(), 'bin');
  mkdirSync(bin);
  for (const [name, body] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  process.env['PATH'] = bin;
}

const aptGet = () => `
echo "$*" >> ${folder()}/notes
case "$*" in *install*) echo '#!/bin/sh' > ${folder()}/bin/redis-server; /bin/chmod 755 ${folder()}/bin/redis-server;; esac`;

beforeEach(() => (said = []));
afterEach(() => {
  process.env['PATH'] = path;
  jest.restoreAllMocks();
});

it('prefers REDIS_URL to a server on the machine', async () => {
  machine({ 'redis-server': '' });
  const source = await obtainRedis(
    { REDIS_URL: 'redis://db.example:7000' },
    log,
  );
  expect(source).toEqual({
    url: new URL('redis://db.example:7000'),
    from: 'REDIS_URL',
  });
});

it('keeps events in a server of their own, unless only REDIS_URL is given', () => {
  const redis = 'redis://db.example:7000';
  const events = 'redis://events.example:7000';
  expect(findRedis({ REDIS_URL: redis }, 'events-redis')).toMatchObject({
    url: new URL(redis),
  });
  expect(
    findRedis({ REDIS_URL: redis, EVENTS_REDIS_URL: events }, 'events-redis'),
  ).toEqual({ url: new URL(events), from: 'EVENTS_REDIS_URL' });
});

it.each(['redis', 'events-redis'] as const)(
  'starts %s so that it refuses writes when it is full',
  (role) => {
    const { name, args } = redisSpec(role, 'redis-server', {
      port: 1,
      dir: folder(),
    });
    const flags = args.join(' ');
    expect(name).toBe(role);
    expect(flags).toMatch(/--maxmemory [1-9]\d*[mg]b/);
    expect(flags).toMatch(/--maxmemory-policy noeviction/);
    expect(flags).toMatch(/--appendonly yes --appendfsync always/);
  },
);

it('uses the redis-server on the machine', async () => {
  machine({ 'redis-server': '', 'apt-get': aptGet() });
  expect(await obtainRedis({}, log)).toMatchObject({
    program: join(folder(), 'bin', 'redis-server'),
  });
  expect(noted()).toEqual([]);
});

it('installs it on Debian as root, and logs that first', async () => {
  machine({ 'apt-get': aptGet() });
  jest.spyOn(process, 'getuid').mockReturnValue(0);
  expect(await obtainRedis({}, log)).toMatchObject({
    program: join(folder(), 'bin', 'redis-server'),
  });
  expect(said[0]).toMatch(/^Installing redis-server/);
  expect(noted()).toEqual([
    'update',
    '-o DPkg::Lock::Timeout=300 install -y --no-install-recommends redis-server',
  ]);
});

it('names the command to run when it may not install', async () => {
  machine({ 'apt-get': aptGet() });
  jest.spyOn(process, 'getuid').mockReturnValue(1_000);
  await expect(obtainRedis({}, log)).rejects.toThrow(
    /^Redis is not installed: install redis-server .*REDIS_URL$/,
  );
  expect(noted()).toEqual([]);
});
