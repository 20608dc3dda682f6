import { ofKind, podOf, selects, services, type KubeObject } from '../kube';
import type { Rule } from './pods';

const each = (
  objects: KubeObject[],
  wrong: (object: KubeObject) => (string | false)[],
): string[] =>
  services(objects).flatMap((object) =>
    wrong(object)
      .filter((what) => what !== false)
      .map((what) => `${object.metadata.name}: ${what}`),
  );

const seconds = (text: string | undefined) =>
  Number((text ?? '').replace(/s$/, '') || NaN);
/** How long `serve` waits for open requests. */
const APP_GRACE = 10;

/**
 * Callers are told first. Then the sidecar drains before the app it calls;
 * where calls come from outside, the app finishes before the sidecar it needs.
 * The grace period covers all of it.
 */
export const stopsInOrder: Rule = (objects) =>
  each(objects, (object) => {
    const { annotations, spec } = podOf(object);
    const app = spec.containers?.find(({ name }) => name === 'app');
    const block = seconds(annotations['dapr.io/block-shutdown-duration']);
    const drain = seconds(annotations['dapr.io/graceful-shutdown-seconds']);
    const preStop = app?.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const outside =
      app?.env?.some(({ name }) => name === 'PUBLIC_PORT') === true;
    return [
      !(Math.min(block, outside ? preStop : block) >= 5) &&
        'stops before its callers know',
      !outside &&
        !(preStop >= block + drain) &&
        'the app stops before its sidecar',
      outside &&
        !(block >= preStop + APP_GRACE) &&
        'the sidecar stops before its app',
      !((spec.terminationGracePeriodSeconds ?? 0) >= preStop + APP_GRACE) &&
        'the app is killed while it finishes',
    ];
  });

/**
 * Liveness checks the process alone; readiness checks what the service needs,
 * including its sidecar.
 */
export const probed: Rule = (objects) =>
  each(objects, (object) => {
    const app = podOf(object).spec.containers?.find(
      ({ name }) => name === 'app',
    );
    return [
      app?.startupProbe?.httpGet?.path !== '/livez' && 'has no startup probe',
      app?.readinessProbe?.httpGet?.path !== '/readyz' &&
        'its readiness does not ask for its sidecar',
      app?.livenessProbe?.httpGet?.path !== '/livez' &&
        'its liveness asks for more than the process',
    ];
  });

export const updatesWithoutGap: Rule = (objects) =>
  each(objects, ({ spec }) => [
    spec?.strategy?.rollingUpdate?.maxUnavailable !== 0 &&
      'a pod goes before its successor is ready',
  ]);

export const disruptionsBounded: Rule = (objects) =>
  each(objects, (object) => {
    const { labels } = podOf(object);
    const budgets = ofKind(objects, 'PodDisruptionBudget').filter(({ spec }) =>
      selects(spec?.selector?.matchLabels, labels),
    );
    return [budgets.length !== 1 && `has ${budgets.length} disruption budgets`];
  });

export const spread: Rule = (objects) =>
  each(objects, (object) => {
    const { labels, spec } = podOf(object);
    const over = (spec.topologySpreadConstraints ?? [])
      .filter(({ labelSelector }) =>
        selects(labelSelector?.matchLabels, labels),
      )
      .map(({ topologyKey }) => topologyKey);
    const wanted = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];
    return wanted.map(
      (key) => !over.includes(key) && `is not spread over ${key}`,
    );
  });

/** App and sidecar share two tokens, which no other app has. */
export const tokensPaired: Rule = (objects) =>
  each(objects, (object) => {
    const { annotations, spec } = podOf(object);
    const env = spec.containers?.find(({ name }) => name === 'app')?.env ?? [];
    const secretOf = (variable: string) =>
      env.find(({ name }) => name === variable)?.valueFrom?.secretKeyRef?.name;
    const app = object.metadata.name;
    return [
      (secretOf('APP_API_TOKEN') ?? app) !==
        annotations['dapr.io/app-token-secret'] &&
        'app and sidecar differ about the app token',
      (secretOf('DAPR_API_TOKEN') ?? app) !==
        annotations['dapr.io/api-token-secret'] &&
        'app and sidecar differ about the API token',
      !secretOf('APP_API_TOKEN')?.startsWith(app) &&
        'shares its token with another app',
    ];
  });

/**
 * Each service scales by its load and its backlog, with at least two replicas.
 */
export const scales: Rule = (objects) =>
  each(objects, ({ metadata, spec }) => {
    const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find(
      (hpa) => hpa.spec?.scaleTargetRef?.name === metadata.name,
    );
    return [
      !scaler && 'is not scaled',
      scaler !== undefined &&
        spec?.replicas !== undefined &&
        'every upgrade would undo the scaling',
      scaler !== undefined &&
        (scaler.spec?.minReplicas ?? 0) < 2 &&
        'may be down to one',
      scaler?.spec?.metrics?.some(
        ({ type }) => type === 'ContainerResource',
      ) === false && 'does not grow by CPU',
    ];
  });
