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

/** One value of a Secret. @throws Error when it is not there */
export async function secret(name: string, key: string): Promise<string> {
  const value = (await secrets())[name]?.[key];
  if (value === undefined) throw new Error(`${name} has no ${key}`);
  return value;
}

/** A key of an app, or several one after another. */
export async function keyOf(app: string, name: string): Promise<string> {
  const keys = JSON.parse(
    await secret(`${app}-keys`, 'secrets.json'),
  ) as Record<string, string>;
  return keys[name] ?? '';
}
