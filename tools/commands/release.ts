import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import packageJson from '../../package.json';
import { ROOT } from '../lib/paths';
import { Digests, releaseChart } from '../release/chart';
import { notesOf } from '../release/notes';
import { nextVersion } from '../release/version';

const { version } = packageJson;
// npm runs scripts in the project root, whatever the user's directory.
const userPath = (file: string) =>
  resolve(process.env['INIT_CWD'] ?? '.', file);

const program = new Command('npm run release --').description(
  'The steps of a release; .github/workflows/release.yml runs them.',
);

program
  .command('version')
  .description(
    'turns the changesets into the next version and its section of the changelog',
  )
  .action(async () => {
    const next = await nextVersion(new Date().toISOString().slice(0, 10));
    console.log(
      `${next}: review CHANGELOG.md, commit, then \`git tag v${next}\` and push the tag`,
    );
  });

program
  .command('check <tag>')
  .description(
    'checks that this tag matches the version, and that the changelog describes it',
  )
  .action((tag: string) => {
    if (tag !== `v${version}`)
      throw new Error(`${tag} is not v${version}, the version in package.json`);
    console.log(changes());
  });

program
  .command('notes')
  .description('prints the changelog section of this version')
  .action(() => console.log(changes()));

program
  .command('chart <registry> <digests> <folder>')
  .description(
    'writes the chart with its images pinned by digest; `digests` is a JSON file, by app id',
  )
  .action((registry: string, digests: string, folder: string) => {
    const images = Digests.parse(
      JSON.parse(readFileSync(userPath(digests), 'utf8')),
    );
    releaseChart(userPath(folder), { version, registry, digests: images });
  });

const changes = () =>
  notesOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version);

program.parseAsync().catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
