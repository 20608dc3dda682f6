import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@souk/tools/lib/paths';
import { debian, filesOf, scriptsWithPins } from './support/host';
import { DEPLOY, workbench } from './support/scripts';

const bench = workbench();
const host = () => filesOf(bench.at('host'));
const FULL = [
  '--host',
  'shop.example.org',
  '--email',
  'ann@example.org',
  '--deploy-key',
  'deploy-key.pub',
];
let script: string;

const prepare = (args = FULL, env: Record<string, string> = {}) =>
  bench.run(script, args, { env: { SOUK_ROOT: bench.at('host'), ...env } });

beforeEach(() => {
  debian(bench);
  cpSync(DEPLOY, bench.at('deploy'), { recursive: true });
  script = scriptsWithPins(bench, DEPLOY);
});

it('prepares a bare host, and has nothing to change the second time', async () => {
  expect(await prepare()).toMatchObject({ status: 0 });
  const before = host();
  const calls = bench.calls().length;
  const { status, err } = await prepare();
  expect([status, err]).toEqual([
    0,
    'SSH stays open at port 22\nnothing to change\n',
  ]);
  expect(host()).toEqual(before);
  const changing =
    /^(apt-get|useradd|curl|installer|systemctl|helm upgrade|k3s kubectl apply)/;
  expect(
    bench
      .calls()
      .slice(calls)
      .filter((call) => changing.test(call)),
  ).toEqual([]);
});

it('installs the pinned programs, and Dapr and cert-manager with helm', async () => {
  await prepare();
  const calls = bench.calls();
  expect(calls).toContain('installer true');
  expect(
    calls
      .filter((call) => call.startsWith('helm upgrade'))
      .map((call) => call.split(' ')[3]),
  ).toEqual(['dapr', 'cert-manager']);
  expect(
    calls.find((call) => call.startsWith('curl') && call.includes('k3s-io')),
  ).toContain('--proto =https');
  expect(Object.keys(host())).toEqual(
    expect.arrayContaining([
      'usr/local/bin/k3s',
      'usr/local/bin/helm',
      'usr/local/lib/souk/backup.sh',
      'etc/souk/issuer.yaml',
    ]),
  );
});

it('allows SSH and the shop from outside, and nothing else', async () => {
  await prepare([...FULL, '--ssh-port', '2222']);
  const rules = host()['etc/souk/firewall.nft'] ?? '';
  expect(rules).toContain('policy drop;');
  expect(rules).toContain('tcp dport { 2222, 80, 443 } accept');
  expect(rules).not.toContain('flush ruleset'); // it would remove the rules of Kubernetes
  expect(bench.calls()).toContain(
    `nft --check --file ${bench.at('host/etc/souk/firewall.nft')}`,
  );
});

it('keeps SSH open where sshd listens and where this session came in', async () => {
  bench.command(
    'sshd',
    `printf '%s\\n' 'port 2200' 'port 22' 'x11forwarding no'`,
  );
  const { err } = await prepare(FULL, {
    SSH_CONNECTION: '192.0.2.9 50022 192.0.2.7 2222',
  });
  expect(host()['etc/souk/firewall.nft']).toContain(
    'tcp dport { 22, 2200, 2222, 80, 443 } accept',
  );
  expect(err).toContain('SSH stays open at port 22, 2200, 2222\n');
});

it("lets the shop see its clients' own addresses", async () => {
  await prepare();
  expect(
    host()['var/lib/rancher/k3s/server/manifests/souk-traefik.yaml'],
  ).toMatch(/kind: HelmChartConfig[^]*externalTrafficPolicy: Local/);
});

it('restricts the deploy key to one command', async () => {
  await prepare();
  expect(host()['home/souk-deploy/.ssh/authorized_keys']).toMatch(
    /^644 restrict,command="sudo -n \/usr\/local\/lib\/souk\/deploy\.sh --chart - -- \\"\$SSH_ORIGINAL_COMMAND\\"" ssh-ed25519 AAAA/,
  );
  expect(host()['etc/sudoers.d/souk-deploy']).toMatch(
    /^440 souk-deploy ALL=\(root\) NOPASSWD: \/usr\/local\/lib\/souk\/deploy\.sh --chart - -- \*/,
  );
});

it('deploys only what a repository has signed, once it is named', async () => {
  await prepare();
  expect(host()['etc/souk/signer']).toBeUndefined();
  const signer = ['--signer', 'https://github.com/ann/souk'];
  expect(await prepare([...FULL, ...signer])).toMatchObject({ status: 0 });
  expect(host()['etc/souk/signer']).toBe('644 https://github.com/ann/souk\n');
  expect(host()['usr/local/bin/cosign']).toMatch(/^755 /);
  const { err } = await prepare([...FULL, ...signer]);
  expect(err).toContain('nothing to change');
  expect(
    await prepare([...FULL, '--signer', 'http://github.com/ann']),
  ).toMatchObject({
    status: 1,
    err: expect.stringMatching(/--signer is like https:/) as string,
  });
});

it('keeps files the owner has written', async () => {
  await prepare();
  writeFileSync(bench.at('host/etc/souk/values.yaml'), 'mine: true\n');
  writeFileSync(
    bench.at('host/etc/souk/backup.env'),
    'AFTER_BACKUP=/root/copy-away\n',
  );
  await prepare();
  expect(readFileSync(bench.at('host/etc/souk/values.yaml'), 'utf8')).toBe(
    'mine: true\n',
  );
  expect(readFileSync(bench.at('host/etc/souk/backup.env'), 'utf8')).toBe(
    'AFTER_BACKUP=/root/copy-away\n',
  );
});

it('repairs what was changed by hand, and reports only that', async () => {
  await prepare();
  writeFileSync(bench.at('host/etc/souk/firewall.nft'), 'table inet open {}\n');
  const { err } = await prepare();
  expect(err).toBe(
    'SSH stays open at port 22\n- write /etc/souk/firewall.nft\n- check the firewall\n- start the firewall\n3 changes\n',
  );
});

it('prints what it would do with --dry-run, and does nothing', async () => {
  const before = host();
  const { status, err } = await prepare([...FULL, '--dry-run']);
  expect([status, host()]).toEqual([0, before]);
  expect(err).toMatch(
    /would: install k3s v1\.36\.4\+k3s1[^]*would: install Dapr 1\.18\.2/,
  );
  expect(
    bench
      .calls()
      .filter((call) =>
        /^(apt-get|curl|systemctl|useradd|nft|helm upgrade)/.test(call),
      ),
  ).toEqual([]);
});

it.each(['k3s', 'install.sh', 'helm.tar.gz'])(
  'does not install a %s that is not the pinned one',
  async (file) => {
    writeFileSync(bench.at('mirror', file), 'something else');
    const { status, err } = await prepare();
    expect([status, err]).toEqual([
      1,
      expect.stringMatching(/is not what was pinned/),
    ]);
    const program = file === 'helm.tar.gz' ? 'helm' : 'k3s';
    expect(host()).not.toHaveProperty([`usr/local/bin/${program}`]);
  },
);

it.each([
  [[], /--host shop\.example\.org/],
  [['--host', 'shop'], /--host shop\.example\.org/],
  [['--host', 'shop.example.org; reboot'], /--host shop\.example\.org/],
  [
    ['--host', 'shop.example.org', '--email', 'nobody'],
    /--email nobody is not an address/,
  ],
  [
    ['--host', 'shop.example.org', '--deploy-key', 'host/etc/os-release'],
    /is not a public SSH key/,
  ],
  [
    ['--host', 'shop.example.org', '--ssh-port', 'x'],
    /--ssh-port needs a number/,
  ],
  [['--host', 'shop.example.org', '--loud'], /what is --loud/],
  [['--host'], /--host needs a value/],
  [['--host', 'shop.example.org', '--email'], /--email needs a value/],
])('refuses %j before it changes anything', async (args, said) => {
  const before = host();
  const { status, err } = await prepare(args);
  expect([status, host(), err]).toEqual([
    1,
    before,
    expect.stringMatching(said),
  ]);
});

it.each([
  ['another Debian', { version: '11' }, {}, /made for Debian 12 and 13/],
  ['too little memory', { memoryMb: 2_048 }, {}, /has 2048 MB of memory/],
  [
    'another processor',
    { machine: 'aarch64' },
    {},
    /released for x86-64, this is aarch64/,
  ],
  ['an ordinary account', {}, { ROOT_IS: '1000' }, /run it as root/],
])('refuses a host with %s', async (_what, machine, env, said) => {
  debian(bench, machine);
  const { status, err } = await prepare(FULL, env);
  expect([status, err]).toEqual([1, expect.stringMatching(said)]);
});

it('names the step that failed', async () => {
  bench.command('apt-get', 'exit 100');
  const { status, err } = await prepare();
  expect([status, err]).toEqual([
    1,
    expect.stringMatching(
      /failed: install ca-certificates curl jq nftables openssl sudo/,
    ),
  ]);
});

it('pins the Dapr that npm start builds', () => {
  const goMod = readFileSync(
    join(ROOT, 'tools', 'toolchain', 'dapr', 'go.mod'),
    'utf8',
  );
  const version = /github\.com\/dapr\/dapr v(\S+)/.exec(goMod)?.[1];
  expect(readFileSync(join(DEPLOY, 'pins.sh'), 'utf8')).toContain(
    `DAPR_VERSION=${version}\n`,
  );
});
