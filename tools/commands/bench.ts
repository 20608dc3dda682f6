import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../lib/paths';

const FOLDER = join(ROOT, 'bench', 'src');

/**
 * Each bench is a separate program. `npm run bench` runs them all, `npm run
 * bench -- NAME…` the named ones; options are passed to each.
 */
const known = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));
const given = process.argv.slice(2);
const options = given.filter((one) => one.startsWith('--'));
const asked = given.filter((one) => !one.startsWith('--'));
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}; choose from ${known.join(', ')}`,
  );
  process.exit(2);
}
const failed = (asked.length > 0 ? asked : known).filter((name) => {
  console.log(`\n${name}`);
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(FOLDER, `${name}.ts`), ...options],
    {
      cwd: ROOT,
      stdio: 'inherit',
    },
  );
  return status !== 0;
});
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
