import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtPages, hashOf } from '../../package/web';
import { tempFolder } from '../support/temp';

const folderOf = tempFolder();

describe("the hash of the pages' sources", () => {
  it('changes when a file is changed, added or renamed, and not with its times or the build', async () => {
    const folder = folderOf();
    const write = (name: string, text: string) =>
      writeFile(join(folder, name), text);
    await mkdir(join(folder, 'dist'));
    await write('a.ts', 'one');
    const first = await hashOf([folder]);
    await utimes(join(folder, 'a.ts'), 1, 1);
    await write('dist/a.js', 'built');
    expect(await hashOf([folder])).toBe(first);
    await write('a.ts', 'two');
    const second = await hashOf([folder]);
    await write('b.ts', 'one');
    const third = await hashOf([folder]);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('is not needed when WEB_DIR names built pages', async () => {
    const said: string[] = [];
    expect(
      await builtPages({ WEB_DIR: '/built/elsewhere' }, (line) =>
        said.push(line),
      ),
    ).toBe('/built/elsewhere');
    expect(said).toEqual([]);
  });
});
