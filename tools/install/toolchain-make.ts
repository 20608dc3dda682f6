import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { runCommand, which } from '../lib/run-command';
import { withProgress, type Log } from '../lib/progress';
import { wrapperDir, type Toolchain, type ToolchainDeps } from './toolchain';

const CONNECT_MS = 4_000;
const TRANSFER_MS = 300_000;

/**
 * The real dependencies: GitHub releases over the network, and the Go compiler.
 */
export function toolchainDeps(
  env: NodeJS.ProcessEnv,
  cache: string,
  log: Log,
): ToolchainDeps {
  return {
    env,
    cache,
    log,
    fits: async (program, version) => {
      const minor = version.split('.').slice(0, 2).join('.');
      return (await versionOf(program)).startsWith(`${minor}.`);
    },
    download: (toolchain, version, folder) =>
      env['SOUK_OFFLINE']
        ? Promise.resolve(false)
        : download(toolchain, version, folder, log),
    build: (toolchain, version, folder) =>
      build(toolchain, version, folder, log),
  };
}

/** The first version number in what `--version` or `version` prints. */
export async function versionOf(program: string): Promise<string> {
  for (const flag of ['--version', 'version']) {
    const text = await runCommand(program, [flag], { timeoutMs: 10_000 }).catch(
      () => '',
    );
    const found = /\d+\.\d+\.\d+\S*/.exec(text)?.[0];
    if (found) return found;
  }
  return '';
}

async function download(
  toolchain: Toolchain,
  version: string,
  folder: string,
  log: Log,
): Promise<boolean> {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (!architecture) return false;
  const releases = toolchain.releases(
    version,
    `${process.platform}:${architecture}`,
  );
  try {
    await reachable(releases[0]?.url ?? '');
    log(`Downloading ${toolchain.name} ${version}`);
    await withProgress(log, `downloading ${toolchain.name}`, () =>
      Promise.all(
        releases.map((release) =>
          fetchProgram(
            release.url,
            release.entry,
            join(folder, release.program),
          ),
        ),
      ),
    );
    const versions = await Promise.all(
      releases.map(({ program }) => versionOf(join(folder, program))),
    );
    return versions.length > 0 && versions.every((found) => found !== '');
  } catch {
    return false; // without a network it is built instead
  }
}

/** A short timeout: a network that drops packets must not delay the start. */
async function reachable(url: string): Promise<void> {
  const { statusCode, body } = await request(url, {
    method: 'HEAD',
    signal: AbortSignal.timeout(CONNECT_MS),
  });
  await body.dump();
  if (statusCode >= 400) throw new Error(`${url} answered ${statusCode}`);
}

async function fetchProgram(
  url: string,
  entry: string,
  target: string,
): Promise<void> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(TRANSFER_MS),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const work = await mkdtemp(`${target}.`);
  try {
    const archive = join(work, 'release.tar.gz');
    await writeFile(archive, Buffer.from(await response.arrayBuffer()));
    await runCommand('tar', ['-xzf', archive, '-C', work]);
    await chmod(join(work, entry), 0o755);
    await rename(join(work, entry), target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function build(
  toolchain: Toolchain,
  version: string,
  folder: string,
  log: Log,
): Promise<void> {
  const go = which('go');
  if (!go) {
    throw new Error(
      `${toolchain.name} is not installed and cannot be built: install Go (https://go.dev/dl) or set ${toolchain.setting}`,
    );
  }
  const { programs, tags, versionVariable } = toolchain;
  const stamp = versionVariable ? ` -X ${versionVariable}=${version}` : '';
  // Replaces any Go flags the user has set. Without cgo the build does not
  // depend on the machine's C compiler and runs on other machines.
  const env = {
    ...process.env,
    GOFLAGS: '-buildvcs=false',
    GOWORK: 'off',
    CGO_ENABLED: '0',
  };
  const flags = [
    '-mod=readonly',
    '-trimpath',
    '-v',
    `-ldflags=-s -w${stamp}`,
    ...(tags ? ['-tags', tags] : []),
  ];
  log(
    `Building ${toolchain.name} ${version} from its Go module; this happens once and takes some minutes`,
  );
  await withProgress(log, `building ${toolchain.name}`, async (at) => {
    let [fetched, compiled] = [0, 0];
    const onLine = (line: string) => {
      if (line.startsWith('go: downloading')) fetched++;
      else compiled++;
      at(`${fetched} modules fetched, ${compiled} packages compiled`);
    };
    await runCommand(
      go,
      ['build', ...flags, '-o', `${folder}/`, ...Object.values(programs)],
      {
        cwd: wrapperDir(toolchain),
        env,
        onLine,
      },
    );
  });
  for (const [program, goPackage] of Object.entries(programs)) {
    await rename(
      join(folder, goPackage.split('/').at(-1) ?? ''),
      join(folder, program),
    );
  }
}
