/**
 * The parts of Kubernetes objects that the rules read; kubeconform validates
 * the objects.
 */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Labels; annotations?: Labels };
  automountServiceAccountToken?: boolean;
  data?: Labels;
  stringData?: Labels;
  scopes?: string[];
  spec?: Spec;
}

export type Labels = Record<string, string>;

interface Spec extends PodSpec, PolicySpec, DaprSpec {
  replicas?: number;
  selector?: { matchLabels?: Labels } & Labels;
  strategy?: {
    type?: string;
    rollingUpdate?: { maxSurge?: number; maxUnavailable?: number };
  };
  template?: {
    metadata?: { labels?: Labels; annotations?: Labels };
    spec: PodSpec;
  };
  type?: string;
  ports?: { name: string; port: number; targetPort?: string | number }[];
  maxUnavailable?: number;
  scaleTargetRef?: { name: string };
  minReplicas?: number;
  metrics?: { type: string }[];
  tls?: { hosts: string[]; secretName: string }[];
  rules?: { host: string; http: { paths: IngressPath[] } }[];
}

interface IngressPath {
  path: string;
  backend: {
    service: { name: string; port: { name?: string; number?: number } };
  };
}

interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: Security;
  priorityClassName?: string;
  topologySpreadConstraints?: {
    topologyKey: string;
    labelSelector?: { matchLabels?: Labels };
  }[];
  containers?: Container[];
  volumes?: ({ name: string; secret?: { secretName: string } } & Record<
    string,
    unknown
  >)[];
}

interface Security {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  allowPrivilegeEscalation?: boolean;
  privileged?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { drop?: string[]; add?: string[] };
  seccompProfile?: { type: string };
}

interface Probe {
  httpGet?: { path: string };
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: {
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef?: { name: string; key: string } };
  }[];
  resources?: { requests?: Labels; limits?: Labels };
  securityContext?: Security;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
}

interface PolicySpec {
  podSelector?: { matchLabels?: Labels };
  policyTypes?: string[];
  ingress?: { from?: Peer[]; ports?: { port: number }[] }[];
  egress?: { to?: Peer[]; ports?: { port: number }[] }[];
}

export interface Peer {
  podSelector?: {
    matchLabels?: Labels;
    matchExpressions?: { key: string; operator: string; values: string[] }[];
  };
  namespaceSelector?: { matchLabels?: Labels };
  ipBlock?: { cidr: string; except?: string[] };
}

interface DaprSpec {
  accessControl?: { defaultAction: string; policies?: AccessPolicy[] };
  secrets?: {
    scopes: {
      storeName: string;
      defaultAccess: string;
      allowedSecrets: string[];
    }[];
  };
}

interface AccessPolicy {
  appId: string;
  defaultAction: string;
  operations?: { name: string; httpVerb: string[]; action: string }[];
}

export interface Pod {
  name: string;
  labels: Labels;
  annotations: Labels;
  spec: PodSpec;
}

/** Everything that runs as a pod, with the labels it will have. */
export function pods(objects: KubeObject[]): Pod[] {
  return objects.flatMap(({ kind, metadata, spec }) => {
    const name = `${kind} ${metadata.name}`;
    if (kind === 'Pod' && spec)
      return [
        {
          name,
          labels: metadata.labels ?? {},
          annotations: metadata.annotations ?? {},
          spec,
        },
      ];
    if (!spec?.template) return [];
    const { labels = {}, annotations = {} } = spec.template.metadata ?? {};
    return [{ name, labels, annotations, spec: spec.template.spec }];
  });
}

export const ofKind = (objects: KubeObject[], kind: string): KubeObject[] =>
  objects.filter((object) => object.kind === kind);

/** The deployments of services: those with a sidecar. */
export const services = (objects: KubeObject[]): KubeObject[] =>
  ofKind(objects, 'Deployment').filter(
    (object) =>
      object.spec?.template?.metadata?.annotations?.['dapr.io/enabled'] ===
      'true',
  );

export const podOf = (object: KubeObject): Pod => pods([object])[0]!;

export const selects = (selector: Labels = {}, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
