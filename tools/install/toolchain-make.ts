import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { output, which } from '../lib/run-command';
import { withProgress, type Say } from '../lib/progress';
import { wrapperDir, type Toolchain, type ToolchainDoors } from './toolchain';

const CONNECT_MS = 4_000;
const TRANSFER_MS = 300_000;

/**
 * The doors as they are: GitHub's releases over the network, and the Go
 * compiler.
 */
export function toolchainDoors(
  env: NodeJS.ProcessEnv,
  cache: string,
  say: Say,
): ToolchainDoors {
  return {
    env,
    cache,
    say,
    fits: async (program, version) => {
      const minor = version.split('.').slice(0, 2).join('.');
      return (await versionOf(program)).startsWith(`${minor}.`);
    },
    download: (toolchain, version, folder) =>
      env['SOUK_OFFLINE']
        ? Promise.resolve(false)
        : download(toolchain, version, folder, say),
    build: (toolchain, version, folder) =>
      build(toolchain, version, folder, say),
  };
}

/** The first version number in what `--version` or `version` prints. */
export async function versionOf(program: string): Promise<string> {
  for (const flag of ['--version', 'version']) {
    const text = await output(program, [flag], { timeoutMs: 10_000 }).catch(
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
  say: Say,
): Promise<boolean> {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (!architecture) return false;
  const releases = toolchain.releases(
    version,
    `${process.platform}:${architecture}`,
  );
  try {
    await reachable(releases[0]?.url ?? '');
    say(`Downloading ${toolchain.name} ${version}`);
    await withProgress(say, `downloading ${toolchain.name}`, () =>
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
    return false; // a closed network is no fault: it is built instead
  }
}

/**
 * Decided quickly: a network that swallows packets must not hold the start up.
 */
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
    await output('tar', ['-xzf', archive, '-C', work]);
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
  say: Say,
): Promise<void> {
  const go = which('go');
  if (!go) {
    throw new Error(
      `${toolchain.name} is not here and cannot be built: install Go (https://go.dev/dl) or set ${toolchain.setting}`,
    );
  }
  const { programs, tags, versionVariable } = toolchain;
  const stamp = versionVariable ? ` -X ${versionVariable}=${version}` : '';
  // Whatever flags the user has set for Go are replaced. Without cgo the result
  // does not depend on the machine's C compiler and runs on any other.
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
  say(
    `Building ${toolchain.name} ${version} from its Go module; once, it takes some minutes`,
  );
  await withProgress(say, `building ${toolchain.name}`, async (at) => {
    let [fetched, compiled] = [0, 0];
    const onLine = (line: string) => {
      if (line.startsWith('go: downloading')) fetched++;
      else compiled++;
      at(`${fetched} modules fetched, ${compiled} packages compiled`);
    };
    await output(
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
