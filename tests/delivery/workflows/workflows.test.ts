import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS } from '@souk/tools/stack/apps';
import { ROOT } from '@souk/tools/lib/paths';
import { divergingPins, faultsOf } from './rules';

const FOLDER = join(ROOT, '.github', 'workflows');
const FILES = [
  ...readdirSync(FOLDER).map((file) => join(FOLDER, file)),
  join(ROOT, '.github/actions/setup/action.yml'),
];
const read = (file: string) => readFileSync(file, 'utf8');

it.each(FILES.map((file) => [file.slice(ROOT.length + 1), file]))(
  '%s follows the rules',
  (_name, file) => {
    expect(faultsOf(read(file))).toEqual([]);
  },
);

it('pins an action to one commit, wherever it is used', () => {
  expect(divergingPins(FILES.map(read))).toEqual([]);
  expect(
    divergingPins([
      'uses: a/b@111 # v1.0.0',
      'uses: a/b@222 # v2.0.0\nuses: c/d@333',
    ]),
  ).toEqual(['a/b']);
});

it('releases an image of every service', () => {
  const services = readdirSync(join(ROOT, 'services')).sort();
  expect(services).toEqual(APPS.map(({ id }) => id).sort()); // release.yml lists the folders
});

const COMMIT = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
const GOOD = `on: push
permissions: { contents: read }
concurrency: ci
jobs:
  test:
    timeout-minutes: 5
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@${COMMIT} # v6.0.2
        with: { persist-credentials: false }
      - run: npm test
        env: { TITLE: "\${{ github.event.pull_request.title }}" }
`;

it('finds nothing in a correct workflow', () => {
  expect(faultsOf(GOOD)).toEqual([]);
});

it.each([
  [`@${COMMIT} # v6.0.2`, '@v6', 'uses: actions/checkout@v6 is not pinned'],
  [' # v6.0.2', '', `@${COMMIT} is not pinned to a commit, with its version`],
  [
    'permissions: { contents: read }\nconcurrency',
    'concurrency',
    'permissions are not listed at the top',
  ],
  [
    'permissions: { contents: read }\nconcurrency',
    'permissions: { packages: write }\nconcurrency',
    'every job may write packages',
  ],
  [
    '    permissions: { contents: read }\n',
    '    permissions: write-all\n',
    'test does not list its permissions',
  ],
  ['    timeout-minutes: 5\n', '', 'test may run for six hours'],
  ['concurrency: ci\n', '', 'two runs may get in'],
  [
    'run: npm test',
    'run: echo ${{ github.event.pull_request.title }}',
    'is pasted into a script',
  ],
  ['persist-credentials: false', 'fetch-depth: 0', 'checkout leaves its token'],
  [
    'on: push',
    'on: pull_request_target',
    'a pull request runs with our secrets',
  ],
])('finds it when %j becomes %j', (good, bad, said) => {
  expect(GOOD).toContain(good);
  expect(faultsOf(GOOD.replace(good, bad))).toEqual([
    expect.stringContaining(said),
  ]);
});
