import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAYERS, type Bug, type Layer } from '../planted/bug';
import { BUGS } from '../planted/bugs';
import { located, misfits } from '../planted/fit';
import { layersOf, TABLE_FILE, tableOf } from '../planted/table';
import { ROOT } from '../lib/paths';

/** The test files of each layer, as patterns. */
const TESTS: Record<Layer, string[]> = {
  rules: ['inventory/test/rules/'],
  simulation: ['inventory/test/simulation/'],
  actors: ['inventory/test/.*.test', 'platform/test/actors/'],
};
/** These tests need a database. */
const NEEDS_DATABASE =
  'inventory/test/([a-z-]+/)?(stores|reservation-histories).test';
const LONGEST_MS = 900_000;
/** The simulation must find a bug within this many runs. */
const SEEDS = '2000';

/** Whether the tests of a layer fail with the bug in the sources. */
function catches(layer: Layer, edits: string): boolean {
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const skip =
    layer === 'actors'
      ? ['--testPathIgnorePatterns', NEEDS_DATABASE, '/simulation/']
      : [];
  const config = [
    '--config',
    join(ROOT, 'tools', 'planted', 'jest.config.cjs'),
  ];
  const flags = [
    '--bail',
    '--runInBand',
    '--selectProjects',
    'services',
    'platform',
    ...skip,
    '--testPathPatterns',
    ...TESTS[layer],
  ];
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [jest, ...config, ...flags],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, PLANTED_EDITS: edits, SIM_SEEDS: SEEDS },
      maxBuffer: 64_000_000,
      timeout: LONGEST_MS,
    },
  );
  if (error) throw error;
  // A run that did not start or finish proves nothing.
  const notRun =
    /Test suite failed to run|No tests found|Exceeded timeout of/.exec(stderr);
  if (notRun)
    throw new Error(
      `The tests of ${layer} did not run: ${notRun[0]}\n${stderr.slice(0, 3_000)}`,
    );
  return status !== 0;
}

/**
 * The first layer whose tests catch the bug. The edits are applied when the
 * tests load the sources, never to the files.
 */
function caughtBy({ name, edits }: Bug, dir: string): Layer | undefined {
  const file = join(dir, `${name}.json`);
  writeFileSync(file, JSON.stringify(located(ROOT, edits)));
  return LAYERS.find(
    (layer) =>
      (layer !== 'rules' || edits.some(({ file: at }) => isRule(at))) &&
      catches(layer, file),
  );
}

const isRule = (file: string) =>
  file.startsWith('services/inventory/src/rules/');

function planted(names: string[]): boolean {
  const bugs = BUGS.filter(
    ({ name }) => names.length === 0 || names.includes(name),
  );
  const wrong = bugs.flatMap((bug) => misfits(ROOT, bug));
  for (const line of wrong) console.log(line);
  if (wrong.length > 0 || bugs.length === 0) return false;
  const dir = mkdtempSync(join(tmpdir(), 'planted-'));
  const page = join(ROOT, TABLE_FILE);
  const layers = layersOf(existsSync(page) ? readFileSync(page, 'utf8') : '');
  let asExpected = true;
  for (const bug of bugs) {
    const began = Date.now();
    const layer = caughtBy(bug, dir);
    layers.set(bug.name, layer);
    asExpected &&=
      layer !== undefined &&
      LAYERS.indexOf(layer) <= LAYERS.indexOf(bug.caughtBy);
    const expected =
      layer === bug.caughtBy ? '' : `, expected by ${bug.caughtBy}`;
    console.log(
      `${bug.name.padEnd(28)} ${layer ?? 'NOT CAUGHT'}${expected} (${((Date.now() - began) / 1_000).toFixed(0)} s)`,
    );
    writeFileSync(
      page,
      tableOf(BUGS.map((one) => ({ bug: one, layer: layers.get(one.name) }))),
    );
  }
  rmSync(dir, { recursive: true });
  return asExpected;
}

process.exit(planted(process.argv.slice(2)) ? 0 : 1);
