import { existsSync } from 'node:fs';
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
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { runCommand } from '../lib/run-command';
import { crdSchemas, kindSchemas, type NamedSchema } from './kube-schema-files';
import type { Log } from '../lib/progress';
import { pinnedVersion } from './toolchain';
import { DAPR } from './toolchain-families';

/**
 * The version the charts are tested on; their `kubeVersion` states the oldest
 * one they support.
 */
const KUBERNETES = '1.34.4';

const Module = z.object({ Dir: z.string() });

/**
 * A folder of JSON schemas for kubeconform: every kind of Kubernetes from its
 * OpenAPI document, and Dapr's from its CRDs. Both come from Go modules, so
 * only the Go proxy has to be reachable.
 * @throws Error when Go is not installed.
 */
export async function obtainKubeSchemas(
  cache: string,
  log: Log,
): Promise<string> {
  const dapr = pinnedVersion(DAPR);
  const folder = join(cache, `kube-schemas-${KUBERNETES}-dapr-${dapr}`);
  if (existsSync(folder)) return folder;
  log(
    `Building the schemas of Kubernetes ${KUBERNETES} and Dapr ${dapr} from their Go modules`,
  );
  const [kubernetes, daprDir] = await Promise.all([
    moduleDir('k8s.io/kubernetes', KUBERNETES),
    moduleDir(DAPR.module, dapr),
  ]);
  const swagger: unknown = JSON.parse(
    await readFile(
      join(kubernetes, 'api', 'openapi-spec', 'swagger.json'),
      'utf8',
    ),
  );
  const schemas = [
    ...kindSchemas(swagger),
    ...(await crdsIn(join(daprDir, 'charts', 'dapr', 'crds'))),
  ];
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  await Promise.all(
    schemas.map(({ file, schema }) =>
      writeFile(join(work, file), JSON.stringify(schema)),
    ),
  );
  await rename(work, folder).catch(() => rm(work, { recursive: true })); // another process was faster
  return folder;
}

async function moduleDir(module: string, version: string): Promise<string> {
  const printed = await runCommand(
    'go',
    ['mod', 'download', '-json', `${module}@v${version}`],
    { cwd: '/' },
  ).catch((cause: unknown) => {
    throw new Error(
      `The schemas come from the Go module ${module}, which Go could not fetch: is Go installed?`,
      { cause },
    );
  });
  return Module.parse(JSON.parse(printed)).Dir;
}

async function crdsIn(folder: string): Promise<NamedSchema[]> {
  const files = (await readdir(folder)).filter((file) =>
    file.endsWith('.yaml'),
  );
  const texts = await Promise.all(
    files.map((file) => readFile(join(folder, file), 'utf8')),
  );
  return texts
    .flatMap((text) => parseAllDocuments(text))
    .flatMap((document) => crdSchemas(document.toJS()));
}
