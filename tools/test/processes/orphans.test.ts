import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeEndpoints, type Endpoints } from '../../stack/endpoints';
import { endLeftovers, running } from '../../processes/orphans';
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

/** A process group of its own, as a part is started. */
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
    urls: { api: '', docs: '', mongodb: '', redis: '' },
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

it('ends what a killed supervisor left behind', async () => {
  const [app, store] = [leftBehind(), leftBehind()];
  recorded(await deadSupervisor(), { products: app, redis: store });
  await endLeftovers(folder(), (line) => said.push(line));
  expect([identify(app.pid), identify(store.pid)]).toEqual([
    undefined,
    undefined,
  ]);
  expect(said).toEqual([
    'Ending what an earlier start left behind: products, redis',
  ]);
});

it('leaves a stranger alone that was given the pid of a part', async () => {
  const stranger = leftBehind();
  const [another, older] = [
    { ...stranger, program: '/usr/bin/redis-server' },
    { ...stranger, started: '1' },
  ];
  recorded(await deadSupervisor(), { redis: another, mongodb: older });
  await endLeftovers(folder(), (line) => said.push(line));
  expect(identify(stranger.pid)).toEqual(stranger);
  expect(said).toEqual([]);
});

it('leaves everything alone while its supervisor lives', async () => {
  const part = leftBehind();
  recorded(identify(process.pid)!, { redis: part });
  await endLeftovers(folder(), (line) => said.push(line));
  expect(identify(part.pid)).toEqual(part);
  expect((await running(folder()))?.pid).toBe(process.pid);
});

it('knows nothing runs where nothing was started, or where its file is not ours', async () => {
  expect(await running(folder())).toBeUndefined();
  await endLeftovers(folder(), (line) => said.push(line));
  expect(said).toEqual([]);
});
