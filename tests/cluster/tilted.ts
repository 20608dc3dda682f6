import { parseAllDocuments } from 'yaml';
import { ROOT } from '@souk/tools/lib/paths';
import { z } from 'zod';
import { callsOf, runTiltfile } from '../delivery/tilt/run';
import { list } from './kubectl';

const Container = z.looseObject({ name: z.string() });
const Deployment = z.looseObject({
  kind: z.literal('Deployment'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(Container) }),
    }),
  }),
});

/**
 * The deployment of an app that Tilt would apply, beside the one that runs.
 * Its image has sources and a compiler; here it runs the released program.
 */
export async function asTilt(app: string): Promise<object> {
  const applied = callsOf(await runTiltfile(ROOT), 'k8s_yaml')
    .flatMap(({ yaml }) => parseAllDocuments(yaml))
    .map((one) => Deployment.safeParse(one.toJS()).data);
  const made = applied.find((one) => one?.metadata.name === app);
  const [running] = await list(
    'deployment',
    Deployment,
    '--field-selector',
    `metadata.name=${app}`,
  );
  if (!made || !running) throw new Error(`there is no deployment of ${app}`);
  const own = running.spec.template.spec.containers[0]!;
  const pod = made.spec.template.spec;
  pod.containers = pod.containers.map((container) => ({
    ...container,
    image: own['image'],
    imagePullPolicy: own['imagePullPolicy'],
    env: own['env'],
    command: undefined,
    args: undefined,
  }));
  made.metadata = { name: 'tilt' };
  return made;
}
