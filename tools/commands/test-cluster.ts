import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { bundleScript } from '../package/bundle';
import { runCommand, which } from '../lib/run-command';
import { obtainHelm } from '../install/helm';
import { cacheDir, ROOT, stateDir } from '../lib/paths';
import { logTo } from '../lib/progress';

const log = logTo(process.stderr);

const Options = z.object({
  namespace: z.string(),
  values: z.array(z.string()).default([]),
  manifest: z.array(z.string()).default([]),
  keep: z.boolean().default(false),
  only: z.string().optional(),
});

const program = new Command('npm run test:cluster --')
  .description(
    'Installs Souk into the cluster of the current kube context, tests it under load and faults, and removes it.',
  )
  .option(
    '--namespace <name>',
    'the namespace to create and remove',
    'souk-trial',
  )
  .option(
    '--values <file...>',
    'values on top of charts/souk/kind.yaml, e.g. the image tag',
  )
  .option('--manifest <file...>', 'applied first, e.g. volumes')
  .option('--keep', 'keep it installed')
  .option('--only <pattern>', 'run only the tests whose name contains this');

// npm runs scripts in the project root, whatever the user's directory.
const userPath = (file: string) =>
  resolve(process.env['INIT_CWD'] ?? '.', file);

async function testCluster(options: z.infer<typeof Options>): Promise<number> {
  const { helm, kubectl: fetched, from } = await obtainHelm(cacheDir(), log);
  const kubectl = which('kubectl') ?? fetched;
  const server = await runCommand(kubectl, ['version']).catch(
    (cause: unknown) => {
      throw new Error(
        'No cluster answers: set KUBECONFIG, or `kubectl config use-context`',
        { cause },
      );
    },
  );
  log(`helm: ${from}; ${server.split('\n').at(-1) ?? ''}`);
  const work = join(stateDir(), 'cluster');
  await mkdir(work, { recursive: true });
  await bundleScript(
    join(ROOT, 'tests', 'cluster', 'trader.ts'),
    join(work, 'trader.js'),
  );
  const settings = {
    helm,
    kubectl,
    work,
    namespace: options.namespace,
    keep: options.keep,
    values: [
      join(ROOT, 'charts', 'souk', 'kind.yaml'),
      ...options.values.map(userPath),
    ],
    manifests: options.manifest.map(userPath),
  };
  const flags = [
    '--config',
    join(ROOT, 'tests', 'cluster', 'jest.config.js'),
    '--runInBand',
    '--verbose',
  ];
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...flags,
      ...(options.only ? ['-t', options.only] : []),
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, SOUK_CLUSTER: JSON.stringify(settings) },
    },
  );
  return new Promise((done) =>
    child.once('exit', (status) => done(status ?? 130)),
  );
}

program.parse();
testCluster(Options.parse(program.opts())).then(
  (status) => process.exit(status),
  (err: unknown) => {
    log(err instanceof Error ? err.message : String(err));
    process.exit(1);
  },
);
