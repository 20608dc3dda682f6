import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import packageJson from '../../package.json';
import { ROOT } from '../lib/paths';
import { Digests, releaseChart } from '../release/chart';
import { notesOf } from '../release/notes';
import { nextVersion } from '../release/version';

const { version } = packageJson;
// npm runs its scripts in the root of the project, wherever the user stands.
const asGiven = (file: string) => resolve(process.env['INIT_CWD'] ?? '.', file);

const program = new Command('npm run release --').description(
  'Makes the parts of a release; .github/workflows/release.yml puts them together.',
);

program
  .command('version')
  .description(
    'turns the changesets into the next version and its section of the changelog',
  )
  .action(async () => {
    const next = await nextVersion(new Date().toISOString().slice(0, 10));
    console.log(
      `${next}: look through CHANGELOG.md, commit, then \`git tag v${next}\` and push the tag`,
    );
  });

program
  .command('check <tag>')
  .description(
    'whether this tag is the version of what is here, and the changelog tells of it',
  )
  .action((tag: string) => {
    if (tag !== `v${version}`)
      throw new Error(`${tag} is not v${version}, which package.json has`);
    console.log(changes());
  });

program
  .command('notes')
  .description('what the changelog says of this version')
  .action(() => console.log(changes()));

program
  .command('chart <registry> <digests> <folder>')
  .description(
    'the chart with its images by digest; `digests` is a JSON file, by app id',
  )
  .action((registry: string, digests: string, folder: string) => {
    const images = Digests.parse(
      JSON.parse(readFileSync(asGiven(digests), 'utf8')),
    );
    releaseChart(asGiven(folder), { version, registry, digests: images });
  });

const changes = () =>
  notesOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version);

program.parseAsync().catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
