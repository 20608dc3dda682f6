import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Workbench } from './scripts';

/** A bare Debian in a folder. Its fake commands keep their state in files. */
export function debian(
  bench: Workbench,
  { version = '12', memoryMb = 4_096, machine = 'x86_64' } = {},
): void {
  for (const folder of ['host/etc', 'host/proc', 'state'])
    mkdirSync(bench.at(folder), { recursive: true });
  writeFileSync(
    bench.at('host/etc/os-release'),
    `ID=debian\nVERSION_ID="${version}"\n`,
  );
  writeFileSync(
    bench.at('host/proc/meminfo'),
    `MemTotal: ${memoryMb * 1_024} kB\n`,
  );
  writeFileSync(
    bench.at('deploy-key.pub'),
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 deploy@example\n',
  );
  const state = bench.at('state');
  bench.command(
    'id',
    `[ "$1" = -u ] && echo "\${ROOT_IS:-0}" || test -e ${state}/user`,
  );
  bench.command('useradd', `touch ${state}/user`);
  bench.command('uname', `echo ${machine}`);
  bench.command(
    'dpkg-query',
    `grep -qx "\${!#}" ${state}/packages 2>/dev/null && echo installed`,
  );
  bench.command(
    'apt-get',
    `[ "$1" = update ] || printf '%s\\n' "$@" >>${state}/packages`,
  );
  bench.command('nft');
  bench.command('sshd', 'echo port 22');
  bench.command('systemctl');
  downloads(bench);
  bench.parsed('helm', helm(state));
}

/**
 * Fakes of the pinned releases: programs that print their version, with the
 * checksums pinned below.
 */
function downloads(bench: Workbench): void {
  mkdirSync(bench.at('mirror/linux-amd64'), { recursive: true });
  writeFileSync(
    bench.at('mirror/k3s'),
    '#!/bin/sh\necho "k3s version v1.36.4+k3s1 (abc)"\n',
    { mode: 0o755 },
  );
  writeFileSync(
    bench.at('mirror/install.sh'),
    `echo "installer $INSTALL_K3S_SKIP_DOWNLOAD" >>${bench.at('calls')}\n`,
  );
  writeFileSync(
    bench.at('mirror/cosign-linux-amd64'),
    '#!/bin/sh\necho "GitVersion:    v3.1.3"\n',
    { mode: 0o755 },
  );
  bench.command(
    'cosign',
    `exec ${bench.at('host/usr/local/bin/cosign')} version`,
  );
  const copy = 'while [ "$1" != --output ]; do shift; done; url=$3 to=$2';
  bench.command(
    'curl',
    `${copy}; case $url in *helm*) name=helm.tar.gz ;; *) name=\${url##*/} ;; esac; cp ${bench.at('mirror')}/$name $to`,
  );
  bench.command(
    'tar',
    `while [ "$1" != -C ]; do shift; done; mkdir -p "$2/linux-amd64"; echo helm >"$2/linux-amd64/helm"`,
  );
  writeFileSync(bench.at('mirror/helm.tar.gz'), 'helm, packed');
  bench.command(
    'k3s',
    `[ "$1" != --version ] || { test -e ${bench.at('host/usr/local/bin/k3s')} && ${bench.at('host/usr/local/bin/k3s')}; }`,
  );
}

const helm = (state: string) => `
case $1 in
  version) test -e ${state}/../host/usr/local/bin/helm && echo v4.1.0 ;;
  upgrade) while [ "$1" != --version ]; do shift; done; echo "$2" >>${state}/charts ;;
  list) # [{"chart":"dapr-1.18.2","status":"deployed"}] when that was installed
    name=\${5//[^a-z-]/}
    case $name in dapr) version=1.18.2 ;; *) version=v1.19.2 ;; esac
    grep -qx "$version" ${state}/charts 2>/dev/null && printf '[{"chart":"%s-%s","status":"deployed"}]' "$name" "$version" || echo '[]' ;;
esac`;

/** A copy of the scripts that pins the fake releases. */
export function scriptsWithPins(bench: Workbench, deploy: string): string {
  const sum = (file: string) =>
    createHash('sha256')
      .update(readFileSync(bench.at('mirror', file)))
      .digest('hex');
  const pins = readFileSync(join(deploy, 'pins.sh'), 'utf8')
    .replace(/K3S_SHA256=\w+/, `K3S_SHA256=${sum('k3s')}`)
    .replace(
      /K3S_INSTALLER_SHA256=\w+/,
      `K3S_INSTALLER_SHA256=${sum('install.sh')}`,
    )
    .replace(/HELM_SHA256=\w+/, `HELM_SHA256=${sum('helm.tar.gz')}`)
    .replace(/COSIGN_SHA256=\w+/, `COSIGN_SHA256=${sum('cosign-linux-amd64')}`);
  writeFileSync(bench.at('deploy', 'pins.sh'), pins);
  return bench.at('deploy', 'prepare-host.sh');
}

/** Every file of the host, with mode and content. */
export function filesOf(folder: string, under = ''): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(folder, under), { withFileTypes: true }).flatMap(
      (entry) => {
        const path = join(under, entry.name);
        if (entry.isDirectory()) return Object.entries(filesOf(folder, path));
        const mode = (statSync(join(folder, path)).mode & 0o777).toString(8);
        return [[path, `${mode} ${readFileSync(join(folder, path), 'utf8')}`]];
      },
    ),
  );
}
