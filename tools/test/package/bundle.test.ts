import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleForImage } from '../../package/bundle';
import { tempFolder } from '../support/temp';

const folder = tempFolder();

it("maps an image's bundle to our own lines and omits npm's", async () => {
  const file = join(folder(), 'main.js');
  await bundleForImage('products', file);

  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as {
    sources: string[];
  };
  expect(sources.filter((source) => source.includes('node_modules'))).toEqual(
    [],
  );
  // Without configuration it exits at once, with a stack trace.
  const failed = promisify(execFile)(
    process.execPath,
    ['--enable-source-maps', file],
    { env: {} },
  );
  const { stderr } = (await failed.catch((err: unknown) => err)) as {
    stderr: string;
  };
  expect(stderr).toMatch(
    /at readConfig \(.*platform\/src\/config\/config\.ts:\d+:\d+\)/,
  );
  expect(stderr).toMatch(/at .*services\/products\/src\/main\.ts:\d+:\d+/);
}, 60_000);
