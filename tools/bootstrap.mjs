// Starts every command of the root package.json. It needs nothing but Node:
// what the command itself needs is installed first.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const COMMANDS = [
  'start',
  'stop',
  'doctor',
  'build',
  'import',
  'trace',
  'bench',
  'soak',
  'images',
  'release',
  'rooms',
  'planted',
  'test',
  'test:cluster',
  'verify',
];
const LEAST_NODE = [20, 19];

const fail = (line) => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (
    major > LEAST_NODE[0] ||
    (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])
  )
    return;
  fail(
    `Node ${process.versions.node} is too old: install Node ${LEAST_NODE.join('.')} or newer, for example with \`nvm install\``,
  );
}

/**
 * Whether this lock file has been installed; npm's own marker covers a manual
 * install.
 */
function installed(stamp, hash) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  const npmMark = join(ROOT, 'node_modules', '.package-lock.json');
  return (
    existsSync(npmMark) &&
    statSync(npmMark).mtimeMs >=
      statSync(join(ROOT, 'package-lock.json')).mtimeMs
  );
}

function install() {
  const stamp = join(ROOT, 'node_modules', '.souk-lock-hash');
  const hash = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (installed(stamp, hash)) return Promise.resolve();
  process.stderr.write('Installing npm packages (npm ci)\n');
  const began = Date.now();
  const tick = setInterval(
    () =>
      process.stderr.write(
        `  npm ci: ${Math.round((Date.now() - began) / 1000)} s\n`,
      ),
    5_000,
  );
  return new Promise((resolve) => {
    // Standard output is reserved for the command itself, e.g. for JSON.
    const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
    });
    npm.once('error', (err) =>
      fail(
        `npm cannot be run (${err.message}): it comes with Node; put it on the PATH`,
      ),
    );
    npm.once('exit', (status) => {
      clearInterval(tick);
      if (status !== 0)
        fail(
          'npm ci failed: see above; `npm run doctor` lists what is missing',
        );
      writeFileSync(stamp, hash);
      resolve();
    });
  });
}

/**
 * Runs the command in its own process group and forwards each signal once,
 * although the terminal, npm and a shell may all send it. If we are killed, the
 * closed channel tells the command.
 */
function run(command, args) {
  const script = join(
    ROOT,
    'tools',
    'commands',
    `${command.replace(':', '-')}.ts`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  let sent = false;
  const stop = (signal) => {
    if (!sent) child.kill(signal);
    sent = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => stop(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  stopWithNpm(stop);
  child.once('exit', (status, signal) =>
    process.exit(status ?? (signal === 'SIGINT' ? 130 : 143)),
  );
}

/** npm cannot forward a kill -9: stop when npm is gone. */
function stopWithNpm(stop) {
  const npm = npmAbove(process.ppid) ?? npmAbove(parentOf(process.ppid));
  if (npm === undefined) return;
  setInterval(() => {
    if (!existsSync(`/proc/${npm}`)) stop('SIGTERM');
  }, 250).unref();
}

function npmAbove(pid) {
  const command = read(`/proc/${pid}/cmdline`);
  return process.env.npm_lifecycle_event !== undefined &&
    /^npm |npm-cli\.js|[/]npm\0/.test(command)
    ? pid
    : undefined;
}

const parentOf = (pid) =>
  /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const [command = '', ...args] = process.argv.slice(2);
checkNode();
if (!COMMANDS.includes(command)) fail(`Commands: ${COMMANDS.join(', ')}`);
await install();
run(command, args);
