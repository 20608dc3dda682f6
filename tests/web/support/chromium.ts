import { aptInstall, canAptInstall } from '@souk/tools/install/apt';
import { which } from '@souk/tools/lib/run-command';
import { chromium, type Browser } from 'playwright-core';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--disable-quic',
];

const find = () =>
  process.env['CHROMIUM'] ??
  NAMES.map((name) => which(name)).find((path) => path !== undefined);

/**
 * The system's own browser; on Debian as root it is installed when missing.
 * @throws Error with the line to run
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = find() ?? (await install());
  return chromium.launch({ executablePath, args: QUIET });
}

async function install(): Promise<string> {
  const remedy =
    'Chromium is not installed: apt-get install chromium, or set CHROMIUM to a compatible browser';
  if (!canAptInstall()) throw new Error(remedy);
  await aptInstall('chromium', (line) => process.stderr.write(`${line}\n`));
  const path = find();
  if (path === undefined) throw new Error(remedy);
  return path;
}
