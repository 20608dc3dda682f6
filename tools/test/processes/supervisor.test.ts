import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@souk/platform/testing/until';
import { identify, type ProcessIdentity } from '../../processes/signals';
import { createSupervisor, type Supervisor } from '../../processes/supervisor';
import { script } from '../support/parts';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
let said: string[];
let supervisor: Supervisor;

beforeEach(() => {
  said = [];
  supervisor = createSupervisor({
    logDir: join(folder(), 'logs'),
    say: (line) => said.push(line),
    changed: () => undefined,
  });
});
afterEach(() => supervisor.stop([]));

const notes = () =>
  readFileSync(join(folder(), 'notes'), 'utf8').trim().split('\n');
const status = (name: string) => supervisor.statuses()[name]!;
const processOf = (name: string) => status(name).process as ProcessIdentity;

it('waits until a part is ready', async () => {
  await supervisor.start(script(folder(), 'store'));
  expect(status('store')).toMatchObject({
    state: 'ready',
    restarts: 0,
    process: identify(status('store').pid),
  });
});

it('starts again what was killed, and says so', async () => {
  await supervisor.start(script(folder(), 'store'));
  const { pid } = status('store');
  process.kill(pid, 'SIGKILL');
  await until(
    'another process is ready',
    () => status('store').pid !== pid && status('store').state === 'ready',
  );
  expect(status('store').restarts).toBe(1);
  expect(said).toEqual(['store died (SIGKILL): starting it again']);
});

it('gives up a part that never gets ready, with the last lines it wrote', async () => {
  const dying = script(folder(), 'store', {
    body: 'console.error("no disk here"); process.exit(3);',
  });
  await expect(supervisor.start(dying)).rejects.toThrow(
    /store does not stay up \(status 3\).*no disk here/s,
  );
  expect(status('store')).toMatchObject({ state: 'stopped' });
});

it('gives up a program that is not there', async () => {
  await expect(
    supervisor.start({
      ...script(folder(), 'store'),
      command: '/no/such/program',
    }),
  ).rejects.toThrow(/ENOENT/);
});

it('kills a part that lives but is not ready in time', async () => {
  const deaf = {
    ...script(folder(), 'store'),
    ready: async () => false,
    readyWithinMs: 200,
  };
  await expect(supervisor.start(deaf)).rejects.toThrow(
    /does not stay up \(SIGKILL\)/,
  );
});

it('says when a part that lives has stopped answering, and when it answers again', async () => {
  let answers = true;
  await supervisor.start({
    ...script(folder(), 'store'),
    ready: async () => answers,
  });
  answers = false;
  await until('it is noticed', () => status('store').state === 'starting');
  answers = true;
  await until('it is ready again', () => status('store').state === 'ready');
  expect(status('store').restarts).toBe(0);
});

it('stops stage by stage, each part only when the stage before is gone', async () => {
  const slow = (name: string, ms: number) =>
    script(folder(), name, {
      onTerm: `setTimeout(() => { note('${name} is gone'); process.exit(0); }, ${ms})`,
    });
  await Promise.all([
    supervisor.start(slow('store', 0)),
    supervisor.start(slow('app', 100)),
    supervisor.start(slow('sidecar', 200)),
  ]);
  await supervisor.stop([['sidecar'], ['app'], ['store']]);
  expect(notes()).toEqual(['sidecar is gone', 'app is gone', 'store is gone']);
  expect(
    Object.values(supervisor.statuses()).map(({ state }) => state),
  ).toEqual(['stopped', 'stopped', 'stopped']);
});

it('kills what does not end on SIGTERM, and what is paused', async () => {
  await supervisor.start({
    ...script(folder(), 'stubborn', { onTerm: '' }),
    stopWithinMs: 200,
  });
  await supervisor.start(script(folder(), 'paused'));
  process.kill(status('paused').pid, 'SIGSTOP');
  const [stubborn, paused] = [processOf('stubborn'), processOf('paused')];
  await supervisor.stop([]);
  expect([identify(stubborn.pid), identify(paused.pid)]).toEqual([
    undefined,
    undefined,
  ]);
});

it('ends what a part has started itself', async () => {
  const body = `const child = require('node:child_process').spawn('sleep', ['600']); note(String(child.pid));`;
  await supervisor.start(script(folder(), 'parent', { body }));
  const child = Number(notes()[0]);
  expect(identify(child)).toBeDefined();
  await supervisor.stop([]);
  await until('its child is gone', () => identify(child) === undefined);
});

it('does not bring back what dies while it stops', async () => {
  await supervisor.start(script(folder(), 'store'));
  rmSync(join(folder(), 'store.ready'));
  const { pid } = status('store');
  const stopped = supervisor.stop([['store']]);
  process.kill(pid, 'SIGKILL');
  await stopped;
  expect(status('store')).toMatchObject({ pid, state: 'stopped', restarts: 0 });
});

it('ends one part for good and forgets it, so that it can be started anew', async () => {
  await supervisor.start(script(folder(), 'store'));
  const before = processOf('store');

  await supervisor.end('store');

  expect(identify(before.pid)).toBeUndefined();
  expect(supervisor.statuses()).toEqual({});
  await supervisor.start(script(folder(), 'store'));
  expect(status('store')).toMatchObject({ state: 'ready', restarts: 0 });
});
