import { resolve } from 'node:path';
import { Command } from 'commander';
import { ROOT } from '../lib/paths';
import { measureRooms } from '../rooms/measure';
import { problemsOf, reportLines } from '../rooms/report';

interface RoomsOptions {
  check: boolean;
  root: string;
}

// npm runs scripts in the project root, whatever the user's directory.
const userPath = (path: string) =>
  resolve(process.env['INIT_CWD'] ?? '.', path);

new Command('npm run rooms --')
  .description(
    'Prints the sizes of folders and lines, and the imports between folders.',
  )
  .option('--check', 'exit with 1 when a limit is exceeded', false)
  .option('--root <dir>', 'measure another checkout', userPath, ROOT)
  .action(({ check, root }: RoomsOptions) => {
    const rooms = measureRooms(root);
    for (const line of reportLines(rooms)) console.log(line);
    const problems = problemsOf(rooms);
    if (check) for (const problem of problems) console.error(problem);
    if (check && problems.length > 0) process.exitCode = 1;
  })
  .parse();
