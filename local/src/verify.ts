import { spawnSync } from 'node:child_process';
import { ROOT } from './paths';

const CHECKS = ['format', 'lint', 'types', 'api', 'imports', 'unused'];

/** All checks, also after one has failed: a reader wants the whole list. */
const failed = CHECKS.filter((check) => {
  const began = Date.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', `check:${check}`], { cwd: ROOT, encoding: 'utf8' });
  console.log(`${check.padEnd(8)} ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - began) / 1_000).toFixed(1)} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
