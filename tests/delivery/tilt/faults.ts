import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { callsOf, type Call } from './run';

const Container = z.object({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  ports: z.array(z.object({ containerPort: z.number() })).default([]),
});
const Kube = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: z.unknown().optional(),
});
const WorkloadSpec = z.object({
  template: z.object({ spec: z.object({ containers: z.array(Container) }) }),
});

interface Cluster {
  objects: string[];
  containers: Map<string, z.infer<typeof Container>[]>;
}

function clusterOf(calls: Call[]): Cluster {
  const documents = callsOf(calls, 'k8s_yaml').flatMap(({ yaml }) =>
    parseAllDocuments(yaml).map((one) => Kube.parse(one.toJS())),
  );
  const workloads = documents.filter(({ kind }) =>
    ['Deployment', 'StatefulSet'].includes(kind),
  );
  return {
    objects: documents.map(
      ({ kind, metadata }) => `${metadata.name}:${kind.toLowerCase()}`,
    ),
    containers: new Map(
      workloads.map((one) => [
        one.metadata.name,
        WorkloadSpec.parse(one.spec).template.spec.containers,
      ]),
    ),
  };
}

/**
 * Everything the Tiltfile names that does not exist, and every conflict, in
 * words.
 */
export function faultsOf(calls: Call[], root: string): string[] {
  const cluster = clusterOf(calls);
  return [
    ...paths(calls, root),
    ...images(calls, cluster, root),
    ...resources(calls, cluster),
    ...ports(calls, cluster),
  ];
}

function paths(calls: Call[], root: string): string[] {
  const named = [
    ...callsOf(calls, 'helm').flatMap(({ chart, values }) => [
      chart,
      ...values,
    ]),
    ...callsOf(calls, 'docker_build').flatMap(
      ({ context, dockerfile, only }) => [context, dockerfile, ...only],
    ),
    ...callsOf(calls, 'docker_build').flatMap(({ live_update: steps }) =>
      steps.flatMap((step) =>
        'sync' in step ? [step.sync] : step.fall_back_on,
      ),
    ),
    ...callsOf(calls, 'resource').flatMap(({ flags }) =>
      flags.flatMap((flag) => /^--values=(.*)/.exec(flag)?.[1] ?? []),
    ),
    ...commands(calls).flatMap((argv) =>
      argv.filter((word) => /\.(ts|mjs|sh)$/.test(word)),
    ),
  ];
  const Scripts = z.object({ scripts: z.record(z.string(), z.string()) });
  const { scripts } = Scripts.parse(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
  );
  return [
    ...named
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `there is no ${path}`),
    ...commands(calls)
      .filter(([program]) => program === 'npm')
      .map(([, verb = '', script = '']) => (verb === 'run' ? script : verb))
      .filter((script) => !(script in scripts))
      .map((script) => `npm has no script ${script}`),
  ];
}

const commands = (calls: Call[]) =>
  [
    ...callsOf(calls, 'local'),
    ...callsOf(calls, 'local_resource'),
    ...callsOf(calls, 'button'),
  ].map(({ argv }) => argv);

function images(
  calls: Call[],
  { containers }: Cluster,
  root: string,
): string[] {
  const all = [...containers.values()].flat();
  const used = all.map(({ image }) => image.split(':')[0] ?? '');
  const built = callsOf(calls, 'docker_build');
  const workdir = (dockerfile: string) =>
    /^WORKDIR (.*)$/m.exec(readIfThere(join(root, dockerfile)))?.[1] ?? '?';
  return [
    ...built
      .filter(({ ref }) => !used.includes(ref))
      .map(({ ref }) => `nothing runs the image ${ref}`),
    ...used
      .filter(
        (name) =>
          name.startsWith('souk-') && !built.some(({ ref }) => ref === name),
      )
      .map((name) => `nobody builds ${name}`),
    ...all
      .flatMap(({ args }) =>
        args.filter(
          (arg) => arg.endsWith('.ts') && !existsSync(join(root, arg)),
        ),
      )
      .map((arg) => `there is no ${arg}`),
    ...built.flatMap(({ dockerfile, live_update: steps }) =>
      steps.flatMap((step) =>
        'sync' in step && step.to !== `${workdir(dockerfile)}/${step.sync}`
          ? [`${step.sync} is put where the image has no such folder`]
          : [],
      ),
    ),
  ];
}

const readIfThere = (file: string) =>
  existsSync(file) ? readFileSync(file, 'utf8') : '';

function resources(calls: Call[], { objects, containers }: Cluster): string[] {
  const ofKube = callsOf(calls, 'k8s_resource');
  const names = [
    ...containers.keys(),
    ...ofKube.map((one) => one.new_name),
    ...callsOf(calls, 'resource').map(({ name }) => name),
    ...callsOf(calls, 'local_resource').map(({ name }) => name),
  ];
  const deps = [
    ...ofKube,
    ...callsOf(calls, 'resource'),
    ...callsOf(calls, 'local_resource'),
  ].flatMap((one) => one.deps);
  return [
    ...ofKube
      .filter(({ workload }) => workload !== '' && !containers.has(workload))
      .map((one) => `there is no workload ${one.workload}`),
    ...deps
      .filter((dep) => !names.includes(dep))
      .map((dep) => `nothing is called ${dep}`),
    ...ofKube
      .flatMap((one) =>
        one.objects.filter((object) => !objects.includes(object)),
      )
      .map((object) => `there is no object ${object}`),
  ];
}

/** Vite's default port. */
const VITE = '5173';

function ports(calls: Call[], { containers }: Cluster): string[] {
  const forwards = callsOf(calls, 'k8s_resource').flatMap(
    ({ workload, port_forwards: list }) =>
      list.map((one) => ({
        workload,
        host: one.split(':')[0] ?? '',
        inside: Number(one.split(':')[1]),
      })),
  );
  const local = callsOf(calls, 'local_resource');
  const served = local
    .filter(({ argv }) => argv.includes('dev:web'))
    .map(() => VITE);
  const hosts = [...forwards.map(({ host }) => host), ...served];
  const asked = local
    .flatMap(({ env }) => Object.values(env))
    .filter((value) => value.startsWith('http'));
  const linked = [...callsOf(calls, 'k8s_resource'), ...local].flatMap((one) =>
    one.links.map(({ url }) => url),
  );
  const links = [...linked, ...asked].map((url) => new URL(url).port);
  const listens = (workload: string, port: number) =>
    containers
      .get(workload)
      ?.some((container) =>
        container.ports.some(({ containerPort }) => containerPort === port),
      ) ?? true;
  return [
    ...hosts
      .filter((host, n) => hosts.indexOf(host) !== n)
      .map((host) => `two are forwarded to ${host}`),
    ...forwards
      .filter(({ workload, inside }) => !listens(workload, inside))
      .map((one) => `${one.workload} does not listen on ${one.inside}`),
    ...links
      .filter((port) => !hosts.includes(port))
      .map((port) => `a link leads to ${port}, where nothing is`),
  ];
}
