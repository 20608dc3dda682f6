import { z } from 'zod';
import { list } from './kubectl';

const Secret = z.object({
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
});

/** The data of every Secret of the namespace, decoded. */
export async function secrets(): Promise<
  Record<string, Record<string, string>>
> {
  const all = await list('secret', Secret, '--field-selector', 'type=Opaque');
  return Object.fromEntries(
    all.map(({ metadata, data }) => [
      metadata.name,
      Object.fromEntries(
        Object.entries(data).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString(),
        ]),
      ),
    ]),
  );
}
