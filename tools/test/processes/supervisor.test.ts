import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@souk/platform/testing/until';
import { identify, type ProcessIdentity } from '../../processes/signals';
import { createSupervisor, type Supervisor } from '../../processes/supervisor';
import { script } from '../support/script';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
let said: string[];
let supervisor: Supervisor;

beforeEach(() => {
  said = [];
  supervisor = createSupervisor({
    logDir: join(folder(), 'logs'),
    log: (line) => said.push(line),
    onChange: () => undefined,
  });
});
afterEach(() => supervisor.stop([]));

const notes = () =>
  readFileSync(join(folder(), 'notes'), 'utf8').trim().split('\n');
const status = (name: string) => supervisor.statuses()[name]!;
const processOf = (name: string) => status(name).process as ProcessIdentity;

it('waits until a process is ready', async () => {
  await supervisor.start(script(folder(), 'store'));
  expect(status('store')).toMatchObject({
    state: 'ready',
    restarts: 0,
    process: identify(status('store').pid),
  });
});

it('restarts a killed process, and logs that', async () => {
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

it('gives up on a process that never gets ready, and shows its last lines', async () => {
  const dying = script(folder(), 'store', {
    body: 'console.error("no disk here"); process.exit(3);',
  });
  await expect(supervisor.start(dying)).rejects.toThrow(
    /store does not stay up \(status 3\).*no disk here/s,
  );
  expect(status('store')).toMatchObject({ state: 'stopped' });
});

it('gives up on a missing program', async () => {
  await expect(
    supervisor.start({
      ...script(folder(), 'store'),
      command: '/no/such/program',
    }),
  ).rejects.toThrow(/ENOENT/);
});

it('kills a process that is not ready in time', async () => {
  const deaf = {
    ...script(folder(), 'store'),
    ready: async () => false,
    readyWithinMs: 200,
  };
  await expect(supervisor.start(deaf)).rejects.toThrow(
    /does not stay up \(SIGKILL\)/,
  );
});

it('changes the state of a process that stops answering, and back again', async () => {
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

it('stops stage by stage, each one after the stage before has exited', async () => {
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

it('kills a process that ignores SIGTERM, and stops a paused one', async () => {
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

it('stops the children of a process', async () => {
  const body = `const child = require('node:child_process').spawn('sleep', ['600']); note(String(child.pid));`;
  await supervisor.start(script(folder(), 'parent', { body }));
  const child = Number(notes()[0]);
  expect(identify(child)).toBeDefined();
  await supervisor.stop([]);
  await until('its child is gone', () => identify(child) === undefined);
});

it('does not restart a process that dies while it stops', async () => {
  await supervisor.start(script(folder(), 'store'));
  rmSync(join(folder(), 'store.ready'));
  const { pid } = status('store');
  const stopped = supervisor.stop([['store']]);
  process.kill(pid, 'SIGKILL');
  await stopped;
  expect(status('store')).toMatchObject({ pid, state: 'stopped', restarts: 0 });
});

it('stops one process and forgets it, so that it can be started again', async () => {
  await supervisor.start(script(folder(), 'store'));
  const before = processOf('store');

  await supervisor.end('store');

  expect(identify(before.pid)).toBeUndefined();
  expect(supervisor.statuses()).toEqual({});
  await supervisor.start(script(folder(), 'store'));
  expect(status('store')).toMatchObject({ state: 'ready', restarts: 0 });
});
