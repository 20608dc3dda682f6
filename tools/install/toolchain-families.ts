import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Toolchain } from './toolchain';

const split = (platform: string) => platform.split(':') as [string, string];

/**
 * Without the tag, daprd panics; with fewer components it has no name
 * resolution that works offline.
 */
export const DAPR: Toolchain = {
  name: 'dapr',
  module: 'github.com/dapr/dapr',
  programs: {
    daprd: 'github.com/dapr/dapr/cmd/daprd',
    placement: 'github.com/dapr/dapr/cmd/placement',
    scheduler: 'github.com/dapr/dapr/cmd/scheduler',
  },
  tags: 'allcomponents',
  setting: 'DAPR_BIN',
  onMachine: {
    programs: {
      daprd: 'daprd',
      placement: 'placement',
      scheduler: 'scheduler',
    },
    folders: (env) => [join(env['HOME'] ?? homedir(), '.dapr', 'bin')],
  },
  versionVariable: 'github.com/dapr/dapr/pkg/buildinfo.version',
  releases: (version, platform) => {
    const [os, architecture] = split(platform);
    return ['daprd', 'placement', 'scheduler'].map((program) => ({
      url: `https://github.com/dapr/dapr/releases/download/v${version}/${program}_${os}_${architecture}.tar.gz`,
      program,
      entry: program,
    }));
  },
};

/**
 * A build from the module has the query API but no web UI: its assets are not
 * in the module.
 */
export const JAEGER: Toolchain = {
  name: 'jaeger',
  module: 'github.com/jaegertracing/jaeger',
  programs: { jaeger: 'github.com/jaegertracing/jaeger/cmd/all-in-one' },
  setting: 'JAEGER_BIN',
  onMachine: { programs: { jaeger: 'jaeger-all-in-one' }, folders: () => [] },
  versionVariable:
    'github.com/jaegertracing/jaeger/internal/version.latestVersion',
  releases: (version, platform) => {
    const [os, architecture] = split(platform);
    const folder = `jaeger-${version}-${os}-${architecture}`;
    const url = `https://github.com/jaegertracing/jaeger/releases/download/v${version}/${folder}.tar.gz`;
    return [
      { url, program: 'jaeger', entry: join(folder, 'jaeger-all-in-one') },
    ];
  },
};

/** Checks the workflows; used by `npm run verify` only. */
export const ACTIONLINT: Toolchain = {
  name: 'actionlint',
  module: 'github.com/rhysd/actionlint',
  programs: { actionlint: 'github.com/rhysd/actionlint/cmd/actionlint' },
  setting: 'ACTIONLINT_BIN',
  onMachine: { programs: { actionlint: 'actionlint' }, folders: () => [] },
  versionVariable: 'github.com/rhysd/actionlint.version',
  releases: (version, platform) => {
    const [os, architecture] = split(platform);
    const file = `actionlint_${version}_${os}_${architecture}.tar.gz`;
    const url = `https://github.com/rhysd/actionlint/releases/download/v${version}/${file}`;
    return [{ url, program: 'actionlint', entry: 'actionlint' }];
  },
};

/** Checks rendered charts against Kubernetes' schemas; used by tests only. */
export const KUBECONFORM: Toolchain = {
  name: 'kubeconform',
  module: 'github.com/yannh/kubeconform',
  programs: { kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform' },
  setting: 'KUBECONFORM_BIN',
  onMachine: { programs: { kubeconform: 'kubeconform' }, folders: () => [] },
  versionVariable: 'main.version',
  releases: (version, platform) => {
    const [os, architecture] = split(platform);
    const file = `kubeconform-${os}-${architecture}.tar.gz`;
    const url = `https://github.com/yannh/kubeconform/releases/download/v${version}/${file}`;
    return [{ url, program: 'kubeconform', entry: 'kubeconform' }];
  },
};
