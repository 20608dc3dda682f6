import { Command } from 'commander';
import { z } from 'zod';
import packageJson from '../../package.json';
import { APPS } from '../stack/apps';
import { runCommand, which } from '../lib/run-command';
import { contextHash } from '../package/context-hash';
import { ROOT } from '../lib/paths';
import { logTo, withProgress } from '../lib/progress';

const log = logTo(process.stdout);

const Options = z.object({
  tag: z.string().optional(),
  registry: z.string().optional(),
  push: z.boolean().default(false),
  dockerArg: z.array(z.string()).default([]),
});

const program = new Command('npm run images --')
  .description('Builds the image of every service and prints its size.')
  .option('--tag <tag>', 'instead of a hash of the sources')
  .option('--registry <name>', 'prefix of each image name, e.g. ghcr.io/owner')
  .option('--push', 'push the images to the registry')
  .option(
    '--docker-arg <arg...>',
    'passed to `docker build`, e.g. --network=host',
  );

async function images(options: z.infer<typeof Options>): Promise<void> {
  if (which('docker') === undefined)
    throw new Error(
      'docker is not on the PATH: install it (https://docs.docker.com/engine/install)',
    );
  const tag = options.tag ?? (await contextHash());
  const revision = (
    await runCommand('git', ['rev-parse', 'HEAD'], { cwd: ROOT })
  ).trim();
  const ca = process.env['NODE_EXTRA_CA_CERTS'];
  const common = [
    ...[
      '--target',
      'app',
      '--build-arg',
      `VERSION=${packageJson.version}`,
      '--build-arg',
      `REVISION=${revision}`,
    ],
    ...(ca ? ['--secret', `id=ca,src=${ca}`] : []),
    ...options.dockerArg,
  ];
  for (const { id } of APPS) {
    const image = `${options.registry ? `${options.registry}/` : ''}souk-${id}:${tag}`;
    await withProgress(log, `building ${image}`, async (at) => {
      const args = [
        'build',
        ...common,
        '--build-arg',
        `APP=${id}`,
        '--tag',
        image,
        '.',
      ];
      await runCommand('docker', args, {
        cwd: ROOT,
        env: { ...process.env, DOCKER_BUILDKIT: '1' },
        onLine: at,
      });
    });
    if (options.push) await runCommand('docker', ['push', image]);
    log(`${image.padEnd(50)} ${await sizes(image)}`);
  }
}

const Layers = z
  .string()
  .transform((text) => text.trim().split('\n').map(Number));

/**
 * The size of the image, and of the service's own layer: the last layer that
 * has files.
 */
async function sizes(image: string): Promise<string> {
  const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const total = Number(
    (
      await runCommand('docker', [
        'image',
        'inspect',
        '--format',
        '{{.Size}}',
        image,
      ])
    ).trim(),
  );
  const layers = Layers.parse(
    await runCommand('docker', [
      'history',
      '--human=false',
      '--format',
      '{{.Size}}',
      image,
    ]),
  );
  return `${mb(total)}, of which its own layer is ${mb(layers.find((bytes) => bytes > 0) ?? 0)}`;
}

program.parse();
images(Options.parse(program.opts())).catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
