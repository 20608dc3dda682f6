import {
  ofKind,
  podOf,
  pods,
  selects,
  services,
  type KubeObject,
  type Peer,
} from '../kube';
import type { Rule } from './pods';

/**
 * The connections the policies allow, from both ends, as `marketplace →
 * vendors:50002`.
 */
export function connections(objects: KubeObject[]): {
  out: string[];
  in: string[];
} {
  const names = (peers: Peer[] | undefined): string[] =>
    (peers ?? []).flatMap(({ podSelector, namespaceSelector, ipBlock }) => {
      // Addresses of the internet: a policy excludes those of pods.
      if (ipBlock) return ['(outside)'];
      if (namespaceSelector)
        return Object.values(namespaceSelector.matchLabels ?? {}).map(
          (name) => `(${name})`,
        );
      const labels = podSelector?.matchLabels ?? {};
      const listed = podSelector?.matchExpressions?.flatMap(
        ({ values }) => values,
      );
      return (
        listed ??
        pods(objects)
          .filter((pod) => selects(labels, pod.labels))
          .map(({ name }) => name.split(' ')[1] ?? '')
      );
    });
  const found = { out: [] as string[], in: [] as string[] };
  for (const { metadata, spec } of ofKind(objects, 'NetworkPolicy')) {
    for (const { to, ports = [] } of spec?.egress ?? [])
      for (const { port } of ports)
        for (const peer of to ? names(to) : ['(anywhere)'])
          found.out.push(`${metadata.name} → ${peer}:${port}`);
    for (const { from, ports = [] } of spec?.ingress ?? [])
      for (const { port } of ports)
        for (const peer of from ? names(from) : ['(anywhere)'])
          found.in.push(`${peer} → ${metadata.name}:${port}`);
  }
  const inside = (list: string[]) =>
    [...new Set(list)].filter((edge) => !edge.includes('(')).sort();
  return { out: inside(found.out), in: inside(found.in) };
}

/**
 * Only connections named by a policy are allowed, and both ends name the same
 * ones.
 */
export const defaultDeny: Rule = (objects) => {
  const policies = ofKind(objects, 'NetworkPolicy');
  const denies = policies.some(
    ({ spec }) =>
      Object.keys(spec?.podSelector ?? { no: 1 }).length === 0 &&
      spec?.policyTypes?.length === 2 &&
      !spec.ingress &&
      !spec.egress,
  );
  const { out, in: into } = connections(objects);
  return [
    ...(denies ? [] : ['nothing denies by default']),
    ...policies
      .filter(({ spec }) => spec?.policyTypes?.length !== 2)
      .map(({ metadata }) => `${metadata.name}: leaves one way open`),
    ...pods(objects)
      .filter(
        ({ labels }) =>
          !policies.some(
            ({ spec }) =>
              spec?.podSelector?.matchLabels &&
              selects(spec.podSelector.matchLabels, labels),
          ),
      )
      .map(({ name }) => `${name}: no policy is about it`),
    ...policies.flatMap(({ metadata, spec }) =>
      (spec?.ingress ?? [])
        .filter(({ from }) => !from)
        .map(() => `${metadata.name}: takes calls from anywhere`),
    ),
    ...out
      .filter((edge) => !into.includes(edge))
      .map((edge) => `${edge} is let out, but not in`),
    ...into
      .filter((edge) => !out.includes(edge))
      .map((edge) => `${edge} is let in, but not out`),
  ];
};

/**
 * Every server an app is configured with exists, listens on that port, and is
 * reachable from the app.
 */
export const addressed: Rule = (objects) => {
  const { out } = connections(objects);
  return services(objects).flatMap((object) => {
    const app = object.metadata.name;
    const env =
      podOf(object).spec.containers?.flatMap(
        (container) => container.env ?? [],
      ) ?? [];
    return env.flatMap(({ name, value = '' }) => {
      const [, host = '', port = ''] =
        /^https?:\/\/([a-z0-9-]+):(\d+)$/.exec(value) ?? [];
      if (host === '') return [];
      const server = ofKind(objects, 'Service').find(
        ({ metadata }) => metadata.name === host,
      );
      const listens =
        server?.spec?.ports?.some((one) => one.port === Number(port)) === true;
      return [
        ...(listens
          ? []
          : [`${app}: ${name} leads to ${host}:${port}, where nothing is`]),
        ...(out.includes(`${app} → ${host}:${port}`)
          ? []
          : [`${app}: ${name} leads to ${host}:${port}, where it may not go`]),
      ];
    });
  });
};

/**
 * A sidecar accepts calls from exactly the apps that its network policy lets
 * in; everything else is denied.
 */
export const callersNamed: Rule = (objects) => {
  const { in: into } = connections(objects);
  return services(objects).flatMap(({ metadata: { name } }) => {
    const configuration = ofKind(objects, 'Configuration').find(
      ({ metadata }) => metadata.name === name,
    );
    const { defaultAction, policies = [] } = configuration?.spec
      ?.accessControl ?? { defaultAction: 'none' };
    const named = policies.map(({ appId }) => appId);
    const connected = into
      .filter((edge) => edge.endsWith(` → ${name}:50002`))
      .map((edge) => edge.split(' → ')[0] ?? '');
    return [
      ...(defaultAction === 'deny' ? [] : [`${name}: everyone may invoke it`]),
      ...named
        .filter((app) => !connected.includes(app))
        .map((app) => `${name}: ${app} may invoke it but not connect`),
      ...connected
        .filter((app) => app !== name && !named.includes(app))
        .map((app) => `${name}: ${app} may connect but not invoke`),
      ...policies
        .filter(
          ({ defaultAction, operations }) =>
            defaultAction === 'deny' && !operations?.length,
        )
        .map(({ appId }) => `${name}: ${appId} is named and may do nothing`),
    ];
  });
};

/** Every component lists its apps, and every app reads only its own secrets. */
export const scoped: Rule = (objects) => {
  const apps = services(objects).map(({ metadata }) => metadata.name);
  const components = objects.filter(({ kind }) =>
    ['Component', 'Resiliency', 'Subscription'].includes(kind),
  );
  return [
    ...components
      .filter(({ scopes }) => !scopes?.length)
      .map(({ metadata }) => `${metadata.name}: is everybody's`),
    ...components.flatMap(({ metadata, scopes = [] }) =>
      scopes
        .filter((app) => !apps.includes(app))
        .map((app) => `${metadata.name}: ${app} is no app`),
    ),
    ...services(objects).flatMap(({ metadata: { name } }) => {
      const secrets = ofKind(objects, 'Configuration').find(
        ({ metadata }) => metadata.name === name,
      )?.spec?.secrets?.scopes[0];
      return secrets?.defaultAccess === 'deny'
        ? []
        : [`${name}: may read every secret`];
    }),
  ];
};

/** Only the public port of the marketplace can be reached from outside. */
export const oneDoor: Rule = (objects) => {
  const door = ofKind(objects, 'Service').find(
    ({ metadata }) => metadata.name === 'marketplace',
  );
  const port = door?.spec?.ports?.find(({ name }) => name === 'public');
  return [
    ...ofKind(objects, 'Ingress').flatMap(({ spec }) =>
      (spec?.rules ?? []).flatMap(({ http }) =>
        http.paths
          .filter(
            ({ path, backend: { service } }) =>
              !['/', '/api'].includes(path) ||
              service.name !== 'marketplace' ||
              service.port.name !== 'public',
          )
          .map(({ path }) => `the ingress leads ${path} elsewhere`),
      ),
    ),
    ...(port?.targetPort === 'public'
      ? []
      : ['the door does not lead to the public port']),
    ...ofKind(objects, 'Service')
      .filter(({ spec }) =>
        ['NodePort', 'LoadBalancer'].includes(spec?.type ?? ''),
      )
      .map(
        ({ metadata }) => `${metadata.name}: can be reached past the ingress`,
      ),
    ...services(objects)
      .filter((object) => object.metadata.name !== 'marketplace')
      .filter((object) =>
        podOf(object).spec.containers?.some(({ env = [] }) =>
          env.some(({ name }) => name === 'PUBLIC_PORT'),
        ),
      )
      .map(({ metadata }) => `${metadata.name}: has a door of its own`),
  ];
};
