import {
  ofKind,
  pods,
  type Container,
  type KubeObject,
  type Pod,
} from '../kube';

/** The findings, one line each; none when the rule holds. */
export type Rule = (objects: KubeObject[]) => string[];

const eachContainer = (
  objects: KubeObject[],
  wrong: (container: Container, pod: Pod) => string[],
): string[] =>
  pods(objects).flatMap((pod) =>
    (pod.spec.containers ?? []).flatMap((container) =>
      wrong(container, pod).map(
        (what) => `${pod.name}/${container.name}: ${what}`,
      ),
    ),
  );

const check = (findings: [boolean, string][]): string[] =>
  findings.filter(([wrong]) => wrong).map(([, what]) => what);

const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** The Pod Security Standard `restricted`, and a read-only root filesystem. */
export const restricted: Rule = (objects) => [
  ...pods(objects).flatMap(({ name, spec }) =>
    check([
      [
        spec.hostNetwork === true || spec.hostPID === true,
        `${name}: shares the host's namespaces`,
      ],
      [
        spec.securityContext?.runAsNonRoot !== true ||
          spec.securityContext.runAsUser === 0,
        `${name}: may run as root`,
      ],
      [
        spec.securityContext?.seccompProfile?.type !== 'RuntimeDefault',
        `${name}: has no seccomp profile`,
      ],
      [
        (spec.volumes ?? []).some(
          (volume) => !VOLUMES.some((kind) => kind in volume),
        ),
        `${name}: has a volume of a kind that is not restricted`,
      ],
    ]),
  ),
  ...eachContainer(objects, ({ securityContext: security }) =>
    check([
      [security?.privileged === true, 'is privileged'],
      [security?.allowPrivilegeEscalation !== false, 'may gain privileges'],
      [
        security?.capabilities?.drop?.includes('ALL') !== true ||
          security.capabilities.add !== undefined,
        'has capabilities',
      ],
      [security?.readOnlyRootFilesystem !== true, 'can write its root'],
    ]),
  ),
  ...pods(objects).flatMap(({ name, annotations }) =>
    annotations['dapr.io/enabled'] === 'true' &&
    annotations['dapr.io/sidecar-seccomp-profile-type'] !== 'RuntimeDefault'
      ? [`${name}: its sidecar has no seccomp profile`]
      : [],
  ),
];

/** No pod uses the Kubernetes API; the sidecar's identity has its own token. */
export const noApiTokens: Rule = (objects) => [
  ...pods(objects)
    .filter(({ spec }) => spec.automountServiceAccountToken !== false)
    .map(({ name }) => `${name}: is given a token of the Kubernetes API`),
  ...ofKind(objects, 'ServiceAccount')
    .filter((account) => account.automountServiceAccountToken !== false)
    .map(({ metadata }) => `ServiceAccount ${metadata.name}: hands tokens out`),
  ...objects
    .filter(({ kind }) => /^(Cluster)?Role(Binding)?$/.test(kind))
    .map(
      ({ kind, metadata }) => `${kind} ${metadata.name}: nobody needs rights`,
    ),
];

const SIDECAR = ['cpu-request', 'memory-request', 'memory-limit'];

/** Whether a Redis of these arguments is full at three quarters of its limit. */
function refusesBelow(args: string[], limit: string): boolean {
  const value = (flag: string) => args[args.indexOf(flag) + 1] ?? '';
  const [, mb = '0'] = /^(\d+)mb$/.exec(value('--maxmemory')) ?? [];
  return (
    args.includes('--maxmemory') &&
    Number(mb) > 0 &&
    Number(mb) <= 0.75 * Number(/^(\d+)Mi$/.exec(limit)?.[1] ?? 0) &&
    value('--maxmemory-policy') === 'noeviction' &&
    value('--save') === ''
  );
}

/**
 * A CPU limit would only slow things down; without a memory limit a pod can
 * take down its node.
 */
export const bounded: Rule = (objects) => [
  ...eachContainer(objects, ({ resources }) =>
    check([
      [
        !resources?.requests?.['cpu'] || !resources.requests['memory'],
        'requests nothing',
      ],
      [!resources?.limits?.['memory'], 'has no limit of memory'],
    ]),
  ),
  ...eachContainer(objects, ({ command, args, resources }) =>
    check([
      [
        command?.[0] === 'redis-server' &&
          !refusesBelow(args ?? [], resources?.limits?.['memory'] ?? '0Mi'),
        'would be killed before it refuses writes',
      ],
    ]),
  ),
  ...pods(objects).flatMap(({ name, annotations }) =>
    annotations['dapr.io/enabled'] === 'true'
      ? SIDECAR.filter((what) => !annotations[`dapr.io/sidecar-${what}`]).map(
          (what) => `${name}: its sidecar has no ${what}`,
        )
      : [],
  ),
];

/** Passwords, tokens and URIs that contain them come from Secrets only. */
export const secretsApart: Rule = (objects) => [
  ...eachContainer(objects, ({ env = [] }) =>
    env
      .filter(
        ({ name, value }) =>
          value !== undefined &&
          (/TOKEN|PASSWORD|KEY$/.test(name) || /:\/\/[^/]*@/.test(value)),
      )
      .map(({ name }) => `${name} stands in the open`),
  ),
  ...ofKind(objects, 'ConfigMap').flatMap(({ metadata, data = {} }) =>
    Object.entries(data)
      .filter(([, text]) =>
        /BEGIN .*PRIVATE KEY|:\/\/[^/\s]*:[^/\s]*@/.test(text),
      )
      .map(([key]) => `ConfigMap ${metadata.name}: ${key} holds a secret`),
  ),
];
