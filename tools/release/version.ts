import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import getReleasePlan from '@changesets/get-release-plan';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { runCommand } from '../lib/run-command';
import { ROOT } from '../lib/paths';
import { withSection, type Change } from './notes';

/**
 * Turns the changesets into the next version, shared by the packages, the
 * charts and the changelog. Commits nothing.
 * @throws Error when there is nothing to release
 */
export async function nextVersion(today: string, root = ROOT): Promise<string> {
  const { changesets, releases } = await getReleasePlan(root);
  const version = releases[0]?.newVersion;
  if (version === undefined)
    throw new Error('There is no changeset: nothing to release');
  const changes = changesets.flatMap(({ summary, releases: [first] }) =>
    first ? [{ summary, bump: first.type }] : [],
  );
  await runCommand('npx', ['changeset', 'version'], { cwd: root });
  setVersions(root, version);
  await runCommand(
    'npm',
    [
      'install',
      '--package-lock-only',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ],
    { cwd: root },
  );
  writeChangelog(root, {
    version,
    day: today,
    changes: changes.filter(isNoticed),
  });
  return version;
}

const isNoticed = (change: {
  summary: string;
  bump: string;
}): change is Change => change.bump !== 'none';

function writeChangelog(
  root: string,
  section: { version: string; day: string; changes: Change[] },
): void {
  const file = join(root, 'CHANGELOG.md');
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), section));
}

/**
 * Sets the version where changesets does not: in the root package and the
 * charts.
 */
function setVersions(root: string, version: string): void {
  const file = join(root, 'package.json');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/("version": ")[^"]+/, `$1${version}`),
  );
  for (const chart of chartFiles(root))
    writeFileSync(chart, chartOfVersion(readFileSync(chart, 'utf8'), version));
}

export const chartFiles = (root: string): string[] =>
  readdirSync(join(root, 'charts')).map((name) =>
    join(root, 'charts', name, 'Chart.yaml'),
  );

const Dependencies = z.object({
  dependencies: z.array(z.unknown()).default([]),
});

/** The chart and its subcharts, which are also ours, at this version. */
export function chartOfVersion(text: string, version: string): string {
  const chart = parseDocument(text);
  const { dependencies } = Dependencies.parse(chart.toJS());
  chart.set('version', version);
  if (chart.has('appVersion')) chart.set('appVersion', version);
  dependencies.forEach((_, index) =>
    chart.setIn(['dependencies', index, 'version'], version),
  );
  return chart.toString({ lineWidth: 0 });
}
