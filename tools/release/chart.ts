import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { APPS } from '../stack/apps';
import { ROOT } from '../lib/paths';

/** The digest of each service's image, by app id. */
export const Digests = z.record(
  z.enum(APPS.map(({ id }) => id)),
  z.string().regex(/^sha256:[0-9a-f]{64}$/),
);

export interface ReleasedImages {
  version: string;
  /** Prefix of the image names. */
  registry: string;
  digests: z.infer<typeof Digests>;
}

/**
 * Replaces the folder with the chart to release: subcharts copied in, images
 * pinned by digest, so that a chart version always runs the same bytes.
 */
export function releaseChart(
  folder: string,
  { version, registry, digests }: ReleasedImages,
): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(ROOT, 'charts', 'souk'), folder, {
    recursive: true,
    dereference: true,
  });
  const file = join(folder, 'values.yaml');
  const values = parseDocument(readFileSync(file, 'utf8'));
  values.setIn(['global', 'image', 'registry'], registry);
  values.setIn(['global', 'image', 'tag'], version);
  for (const [app, digest] of Object.entries(digests))
    values.setIn([app, 'image', 'digest'], digest);
  writeFileSync(file, values.toString({ lineWidth: 0 }));
}
