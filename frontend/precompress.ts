import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(html|js|css|svg|json|webmanifest)$/;
/** Compressing a smaller file saves no packet. */
const LEAST_BYTES = 1_000;

/**
 * Writes file.br and file.gz beside each text file, so that the server need not
 * compress per request.
 */
export function precompress(): Plugin {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) =>
      void (folder = join(config.root, config.build.outDir)),
    closeBundle: {
      order: 'post',
      sequential: true,
      handler: async () => compressFolder(folder),
    },
  };
}

async function compressFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries.filter(
    (entry) => entry.isFile() && TEXT.test(entry.name),
  );
  for (const { parentPath, name } of files)
    await compressFile(join(parentPath, name));
}

async function compressFile(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < LEAST_BYTES) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
  };
  await writeFile(
    `${file}.br`,
    await promisify(brotliCompress)(bytes, { params }),
  );
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
