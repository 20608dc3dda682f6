import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeEndpoints, type Endpoints } from '../../stack/endpoints';
import { stopOrphans, findRunning } from '../../stack/orphans';
import { endpointsFile } from '../../lib/paths';
import { identify, type ProcessIdentity } from '../../processes/signals';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const children: ChildProcess[] = [];
const said: string[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  said.length = 0;
});

/** A process group of its own, as the supervisor starts them. */
function leftBehind(): ProcessIdentity {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  children.push(child);
  return identify(child.pid ?? 0)!;
}

function recorded(
  supervisor: ProcessIdentity,
  parts: Record<string, ProcessIdentity>,
): void {
  const part = (process: ProcessIdentity) => ({
    pid: process.pid,
    port: 1,
    restarts: 0,
    state: 'ready' as const,
    log: '',
    process,
  });
  const endpoints: Endpoints = {
    startedAt: '2026-11-24T00:00:00.000Z',
    pid: supervisor.pid,
    supervisor,
    urls: { api: '', docs: '', mongodb: '', redis: '', eventsRedis: '' },
    databasePrefix: '',
    binDir: '',
    demo: { vendorEmail: '', vendorPassword: '', operatorKeyFile: '' },
    parts: Object.fromEntries(
      Object.entries(parts).map(([name, process]) => [name, part(process)]),
    ),
  };
  writeEndpoints(endpointsFile(folder()), endpoints);
}

async function deadSupervisor(): Promise<ProcessIdentity> {
  const supervisor = leftBehind();
  const child = children.at(-1)!;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return supervisor;
}

it('stops the processes of a killed supervisor', async () => {
  const [app, store] = [leftBehind(), leftBehind()];
  recorded(await deadSupervisor(), { products: app, redis: store });
  await stopOrphans(folder(), (line) => said.push(line));
  expect([identify(app.pid), identify(store.pid)]).toEqual([
    undefined,
    undefined,
  ]);
  expect(said).toEqual([
    'Stopping orphans of an earlier start: products, redis',
  ]);
});

it('spares an unrelated process that was given the pid of an orphan', async () => {
  const stranger = leftBehind();
  const [another, older] = [
    { ...stranger, program: '/usr/bin/redis-server' },
    { ...stranger, started: '1' },
  ];
  recorded(await deadSupervisor(), { redis: another, mongodb: older });
  await stopOrphans(folder(), (line) => said.push(line));
  expect(identify(stranger.pid)).toEqual(stranger);
  expect(said).toEqual([]);
});

it('stops nothing while the supervisor runs', async () => {
  const part = leftBehind();
  recorded(identify(process.pid)!, { redis: part });
  await stopOrphans(folder(), (line) => said.push(line));
  expect(identify(part.pid)).toEqual(part);
  expect((await findRunning(folder()))?.pid).toBe(process.pid);
});

it('finds nothing running where nothing was started', async () => {
  expect(await findRunning(folder())).toBeUndefined();
  await stopOrphans(folder(), (line) => said.push(line));
  expect(said).toEqual([]);
});
