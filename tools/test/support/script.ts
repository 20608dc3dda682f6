import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessSpec } from '../../processes/supervised-process';

/**
 * A real process that is ready once it has created its file, and runs `onTerm`
 * on SIGTERM.
 */
export function script(
  folder: string,
  name: string,
  { body = '', onTerm = 'process.exit(0)' } = {},
): ProcessSpec {
  const ready = join(folder, `${name}.ready`);
  const program = `
    const fs = require('node:fs');
    const note = (what) => fs.appendFileSync(${JSON.stringify(join(folder, 'notes'))}, what + '\\n');
    process.on('SIGTERM', () => { ${onTerm} });
    ${body}
    fs.writeFileSync(${JSON.stringify(ready)}, '');
    setInterval(() => undefined, 1000);`;
  return {
    name,
    command: process.execPath,
    args: ['-e', program],
    env: {},
    port: 0,
    ready: async () => existsSync(ready),
    readyWithinMs: 20_000,
    stopWithinMs: 5_000,
  };
}
