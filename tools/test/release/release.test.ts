import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { APPS } from '../../stack/apps';
import { cacheDir, ROOT } from '../../lib/paths';
import { obtainHelm } from '../../install/helm';
import { Digests, releaseChart } from '../../release/chart';
import { notesOf } from '../../release/notes';
import { chartFiles, nextVersion } from '../../release/version';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const at = (...parts: string[]) => join(folder(), ...parts);
const read = (...parts: string[]) => readFileSync(at(...parts), 'utf8');
const write = (file: string, text: string) => writeFileSync(at(file), text);

/** A checkout of two packages and two charts, at 0.1.0. */
function checkout(): void {
  for (const part of [
    '.changeset',
    'services/orders',
    'platform',
    'charts/souk',
    'charts/orders',
  ]) {
    mkdirSync(at(part), { recursive: true });
  }
  cpSync(
    join(ROOT, '.changeset', 'config.json'),
    at('.changeset', 'config.json'),
  );
  symlinkSync(join(ROOT, 'node_modules'), at('node_modules'));
  write(
    'package.json',
    '{ "name": "souk", "version": "0.1.0", "private": true, "workspaces": ["platform", "services/*"] }',
  );
  write(
    'platform/package.json',
    '{ "name": "@souk/platform", "version": "0.1.0", "private": true }',
  );
  write(
    'services/orders/package.json',
    '{ "name": "@souk/orders", "version": "0.1.0", "private": true }',
  );
  write(
    'charts/orders/Chart.yaml',
    '# Orders.\nname: orders\nversion: 0.1.0\n',
  );
  write(
    'charts/souk/Chart.yaml',
    'name: souk\nversion: 0.1.0\nappVersion: 0.1.0\ndependencies:\n  - { name: orders, version: 0.1.0, condition: orders.enabled }\n',
  );
  write(
    'CHANGELOG.md',
    '# Changelog\n\nWhat is new.\n\n## 0.1.0, 2026-01-01\n\n### Added\n\n- The first.\n',
  );
  write('package-lock.json', '{}');
  execFileSync('git', ['init', '--quiet', folder()]);
}

const changeset = (name: string, bump: string, summary: string) =>
  write(
    `.changeset/${name}.md`,
    `---\n'@souk/orders': ${bump}\n---\n\n${summary}\n`,
  );

it('turns changesets into one version for everything, with its changelog section', async () => {
  checkout();
  changeset('one', 'patch', 'A late answer\nis no longer lost.');
  changeset('two', 'minor', 'Orders can be cancelled.');
  expect(await nextVersion('2026-12-01', folder())).toBe('0.2.0');
  expect(read('CHANGELOG.md')).toContain(
    'What is new.\n\n## 0.2.0, 2026-12-01\n\n### Added\n\n- Orders can be cancelled.\n\n### Fixed\n\n- A late answer is no longer lost.\n\n## 0.1.0',
  );
  for (const file of [
    'package.json',
    'platform/package.json',
    'services/orders/package.json',
  ]) {
    expect(JSON.parse(read(file))).toMatchObject({ version: '0.2.0' });
  }
  expect(read('charts/orders/Chart.yaml')).toBe(
    '# Orders.\nname: orders\nversion: 0.2.0\n',
  );
  expect(parse(read('charts/souk/Chart.yaml'))).toMatchObject({
    version: '0.2.0',
    appVersion: '0.2.0',
    dependencies: [{ name: 'orders', version: '0.2.0' }],
  });
  await expect(nextVersion('2026-12-01', folder())).rejects.toThrow(
    'nothing to release',
  );
});

it('gives the notes of one version, not of one with the same prefix', () => {
  const changelog =
    '# Changelog\n\n## 1.2.0, 2026-12-01\n\n- new\n\n## 1.2.0-rc.1\n\n- rc\n\n## 0.1.0\n';
  expect(notesOf(changelog, '1.2.0')).toBe('- new');
  expect(notesOf(changelog, '1.2.0-rc.1')).toBe('- rc');
  for (const silent of ['0.1.0', '1.2', '2.0.0'])
    expect(() => notesOf(changelog, silent)).toThrow(
      `says nothing of ${silent}`,
    );
});

it('has one version in the packages and the charts, and a changelog section for it', () => {
  const versionOf = (file: string) =>
    (JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { version: string })
      .version;
  const version = versionOf('package.json');
  for (const workspace of [
    'contracts',
    'platform',
    'tools',
    'tests',
    ...APPS.map(({ id }) => `services/${id}`),
  ]) {
    expect([workspace, versionOf(`${workspace}/package.json`)]).toEqual([
      workspace,
      version,
    ]);
  }
  const charts = chartFiles(ROOT).map((file) => [
    file,
    (parse(readFileSync(file, 'utf8')) as { version: string }).version,
  ]);
  expect(charts).toEqual(charts.map(([file]) => [file, version]));
  expect(
    notesOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version),
  ).not.toBe('');
});

it('releases a chart with images pinned by digest', async () => {
  const digests = Digests.parse(
    Object.fromEntries(
      APPS.map(({ id }, n) => [id, `sha256:${String(n).repeat(64)}`]),
    ),
  );
  releaseChart(at('chart'), {
    version: '0.1.0',
    registry: 'registry.example/owner',
    digests,
  });
  const { helm } = await obtainHelm(cacheDir(), () => undefined);
  execFileSync(helm, ['package', at('chart'), '--destination', folder()], {
    stdio: 'pipe',
  });
  const rendered = execFileSync(
    helm,
    [
      'template',
      'souk',
      at('souk-0.1.0.tgz'),
      '--namespace',
      'souk',
      '--set',
      'secrets.generate=true',
    ],
    {
      encoding: 'utf8',
    },
  );
  for (const [app, digest] of Object.entries(digests)) {
    expect(rendered).toContain(
      `image: registry.example/owner/souk-${app}@${digest}\n`,
    );
  }
  expect(
    execFileSync('tar', ['-tzf', at('souk-0.1.0.tgz')], { encoding: 'utf8' }),
  ).toContain('souk/vps.yaml\n');
});

it.each([
  ['an unknown service', { stranger: `sha256:${'0'.repeat(64)}` }],
  ['a tag instead of a digest', { vendors: 'latest' }],
  ['a missing service', { vendors: `sha256:${'0'.repeat(64)}` }],
])('refuses %s', (_what, digests) => {
  expect(Digests.safeParse(digests).success).toBe(false);
});
