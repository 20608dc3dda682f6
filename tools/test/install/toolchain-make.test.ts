import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Toolchain } from '../../install/toolchain';
import { ACTIONLINT, JAEGER } from '../../install/toolchain-families';
import { toolchainDeps, versionOf } from '../../install/toolchain-make';
import { ROOT } from '../../lib/paths';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
let server: Server;
let answers: Record<string, Buffer>;

beforeEach(async () => {
  answers = {};
  server = createServer((req, res) => {
    const body = answers[req.url ?? ''];
    res.writeHead(body ? 200 : 404).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A release as GitHub serves it: the program in a folder of its own. */
function release(program: string): Buffer {
  const content = join(folder(), 'jaeger-9.9.9');
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, 'jaeger-all-in-one'), program, { mode: 0o755 });
  return execFileSync('tar', ['-czf', '-', '-C', folder(), 'jaeger-9.9.9']);
}

const family = (): Toolchain => ({
  ...JAEGER,
  releases: () => [
    {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jaeger.tar.gz`,
      program: 'jaeger',
      entry: 'jaeger-9.9.9/jaeger-all-in-one',
    },
  ],
});

async function download(
  env: NodeJS.ProcessEnv = {},
): Promise<{ downloaded: boolean; files: string[]; target: string }> {
  const target = join(folder(), 'target');
  mkdirSync(target, { recursive: true });
  const downloaded = await toolchainDeps(
    env,
    folder(),
    () => undefined,
  ).download(family(), '9.9.9', target);
  return { downloaded, files: readdirSync(target), target };
}

it('unpacks a release into a program that runs', async () => {
  answers['/jaeger.tar.gz'] = release('#!/bin/sh\necho "version 9.9.9"\n');
  const { downloaded, files, target } = await download();
  expect([downloaded, files]).toEqual([true, ['jaeger']]);
  expect(await versionOf(join(target, 'jaeger'))).toBe('9.9.9');
});

it('rejects a release that is missing, is not an archive, or does not run here', async () => {
  expect((await download()).downloaded).toBe(false);
  answers['/jaeger.tar.gz'] = Buffer.from(
    '<html>sign in to this network</html>',
  );
  expect(await download()).toMatchObject({ downloaded: false, files: [] });
  answers['/jaeger.tar.gz'] = release('#!/bin/sh\nexit 126\n');
  expect((await download()).downloaded).toBe(false);
});

it('downloads nothing when SOUK_OFFLINE is set', async () => {
  answers['/jaeger.tar.gz'] = release('#!/bin/sh\necho "version 9.9.9"\n');
  expect((await download({ SOUK_OFFLINE: '1' })).downloaded).toBe(false);
});

it('says what to install when there is no compiler', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = folder();
  const building = toolchainDeps({}, folder(), () => undefined).build(
    JAEGER,
    '9.9.9',
    folder(),
  );
  process.env['PATH'] = path;
  await expect(building).rejects.toThrow(/install Go .* or set JAEGER_BIN/);
});

it.each([JAEGER, ACTIONLINT])(
  'pins every program of $name that it builds in the wrapper module',
  ({ name, programs }) => {
    const goMod = readFileSync(
      join(ROOT, 'tools', 'toolchain', name, 'go.mod'),
      'utf8',
    );
    for (const goPackage of Object.values(programs))
      expect(goMod).toMatch(new RegExp(`^tool ${goPackage}$`, 'm'));
  },
);
