import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contextHash } from '../src/context-hash';
import { tempFolder } from './support/temp';

const folder = tempFolder();

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder(), file)), { recursive: true });
  writeFileSync(join(folder(), file), text);
}

beforeEach(() => {
  execFileSync('git', ['init', '--quiet'], { cwd: folder() });
  write('Dockerfile', 'FROM scratch');
  write('services/orders/src/main.ts', 'run()');
});

it('is the same for the same sources, whatever lies beside them', async () => {
  const before = await contextHash(folder());
  write('docs/orders.md', 'about orders');
  write('services/orders/test/main.test.ts', 'test()');
  expect(await contextHash(folder())).toBe(before);
  expect(before).toMatch(/^[0-9a-f]{12}$/);
});

it.each([
  ['services/orders/src/main.ts', 'run() '],
  ['services/payments/src/main.ts', 'run()'],
  ['package-lock.json', '{}'],
])('is another when %s is', async (file, text) => {
  const before = await contextHash(folder());
  write(file, text);
  expect(await contextHash(folder())).not.toBe(before);
});
