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
import { output } from '../lib/run-command';
import { crdSchemas, kindSchemas, type NamedSchema } from './kube-schema-files';
import type { Say } from '../lib/progress';
import { pinnedVersion } from './toolchain';
import { DAPR } from './toolchain-families';

/**
 * The oldest Kubernetes the charts are for is checked by their `kubeVersion`;
 * this is the one they are tried on.
 */
const KUBERNETES = '1.34.4';

const Module = z.object({ Dir: z.string() });

/**
 * A folder of JSON schemas for kubeconform: every kind of Kubernetes from its
 * OpenAPI document, and Dapr's from its CRDs. Both documents are in the Go
 * modules, so no other network is needed. @throws Error when Go is not here.
 */
export async function obtainKubeSchemas(
  cache: string,
  say: Say,
): Promise<string> {
  const dapr = pinnedVersion(DAPR);
  const folder = join(cache, `kube-schemas-${KUBERNETES}-dapr-${dapr}`);
  if (existsSync(folder)) return folder;
  say(
    `Making the schemas of Kubernetes ${KUBERNETES} and Dapr ${dapr} from their Go modules`,
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
  await rename(work, folder).catch(() => rm(work, { recursive: true })); // somebody else was faster
  return folder;
}

async function moduleDir(module: string, version: string): Promise<string> {
  const told = await output(
    'go',
    ['mod', 'download', '-json', `${module}@v${version}`],
    { cwd: '/' },
  ).catch((cause: unknown) => {
    throw new Error(
      `The schemas come from the Go module ${module}, which Go could not fetch: is Go installed?`,
      { cause },
    );
  });
  return Module.parse(JSON.parse(told)).Dir;
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
