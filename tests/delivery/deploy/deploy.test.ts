import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOY, workbench } from './support/scripts';

const bench = workbench();

const deploy = (args: string[], input: string | Buffer = '') =>
  bench.run(join(DEPLOY, 'deploy.sh'), args, {
    input,
    env: {
      VALUES: bench.at('values.yaml'),
      SIGNER: bench.at('signer'),
      LOCK: bench.at('lock'),
      SMOKE_SECONDS: '0',
      CERTIFICATE_SECONDS: '0',
      KUBECONFIG: bench.at('config'),
    },
  });
const packed = (...more: string[]) =>
  deploy([...more, '--chart', bench.at('souk.tgz'), '--', '1.2.3']);
const helmCalls = () =>
  bench
    .calls()
    .filter((call) => /^helm (upgrade|rollback|uninstall|test)/.test(call));
const said = (text: RegExp) => expect.stringMatching(text) as string;

/**
 * A helm that parses what it is given and has this release, and a shop that
 * answers with the file `shop`. How helm and a cluster behave is tested in
 * tests/cluster.
 */
function world({
  upgrade = 'exit 0',
  journey = 'exit 0',
  release = '[]',
  history = ONE,
  certificate = 'exit 0',
  version = '1.2.3',
} = {}): void {
  writeFileSync(
    bench.at('values.yaml'),
    'ingress: { host: shop.example.org }\n',
  );
  mkdirSync(bench.at('souk'), { recursive: true });
  writeFileSync(bench.at('souk/vps.yaml'), 'vps: true\n');
  writeFileSync(
    bench.at('souk/Chart.yaml'),
    `apiVersion: v2\nname: souk\nversion: ${version}\n`,
  );
  execFileSync('tar', [
    '-czf',
    bench.at('souk.tgz'),
    '-C',
    bench.at(),
    'souk/vps.yaml',
    'souk/Chart.yaml',
  ]);
  writeFileSync(bench.at('shop'), '{"items":[]}');
  bench.parsed(
    'helm',
    `case "$1 $2" in
      'show chart' | version*) exec "$REAL" "$@" ;;
      list*) ${release === '' ? 'exit 1' : `echo '${release}'`} ;;
      history*) ${history === '' ? 'exit 1' : `echo '${history}'`} ;;
      upgrade*) ${upgrade} ;;
      test*) ${journey} ;;
      pull*) cp ${bench.at('souk.tgz')} "\${!#}/souk-$4.tgz" ;;
    esac`,
  );
  bench.parsed(
    'kubectl',
    `case "$*" in *spec.rules*) echo shop.example.org ;; *InternalIP*) echo 192.0.2.7 ;; *spec.tls*) echo '[{}]' ;;
      exec*) exit 1 ;; esac`,
  );
  bench.command(
    'curl',
    `case "$*" in
      *--insecure*'/api/products?limit=1') cat ${bench.at('shop')} ;;
      *'/api/products?limit=1') ${certificate} ;;
      *) exit 22 ;;
    esac`,
  );
}

const ONE = '[{"revision":1,"status":"deployed"}]';
const SERVES =
  '[{"name":"souk","revision":"7","status":"deployed","chart":"souk-1.2.2"}]';

beforeEach(() => world());

it('deploys for the first time with the values of chart and host, and a check from outside', async () => {
  expect(await packed()).toMatchObject({
    status: 0,
    err: said(/1\.2\.3 serves/),
  });
  expect(helmCalls()).toHaveLength(1);
  expect(helmCalls()[0]).toMatch(
    /--values \S+\/vps\.yaml --values \S+\/values\.yaml --wait --timeout 10m$/,
  );
  expect(bench.calls()).toContain(
    'curl --fail --silent --show-error --max-time 10 --resolve shop.example.org:443:192.0.2.7 https://shop.example.org:443/api/products?limit=1',
  );
});

it.each([
  ['standard input', '-'],
  ['a registry', 'oci://registry.example/charts/souk'],
])('takes the chart from %s', async (_from, chart) => {
  const { status } = await deploy(
    ['--chart', chart, '--', '1.2.3'],
    readFileSync(bench.at('souk.tgz')),
  );
  expect([status, helmCalls()]).toEqual([
    0,
    [said(/^helm upgrade --install souk/)],
  ]);
});

it('backs up before an upgrade, and does not continue without a backup', async () => {
  world({ release: SERVES });
  const { status } = await packed();
  expect([status, helmCalls()]).toEqual([1, []]); // this kubectl reaches no pod
  expect(bench.calls().some((call) => call.startsWith('kubectl exec'))).toBe(
    true,
  );
  expect((await packed('--no-backup')).status).toBe(0);
});

it('rolls back when the shop does not answer', async () => {
  world({ release: SERVES });
  writeFileSync(bench.at('shop'), 'bad gateway');
  const { status, err } = await packed('--no-backup');
  expect([status, err]).toEqual([
    1,
    said(
      /does not list products[^]*revision 7 is back and does not answer either/,
    ),
  ]);
  expect(helmCalls().at(-1)).toBe(
    'helm rollback souk 7 --namespace souk --wait --timeout 10m --force-conflicts',
  );
});

it('rolls back when the shop exposes internal endpoints', async () => {
  world({ release: SERVES });
  bench.command('curl', `cat ${bench.at('shop')}`);
  expect(await packed('--no-backup')).toMatchObject({
    status: 1,
    err: said(/shows what belongs inside/),
  });
  expect(helmCalls().at(-1)).toMatch(/^helm rollback souk 7/);
});

it('uninstalls a first deployment that does not answer', async () => {
  writeFileSync(bench.at('shop'), '');
  expect((await packed()).status).toBe(1);
  expect(helmCalls().at(-1)).toBe(
    'helm uninstall souk --namespace souk --wait',
  );
});

it('rolls back when the upgrade fails', async () => {
  world({ release: SERVES, upgrade: 'exit 1' });
  expect(await packed('--no-backup')).toMatchObject({
    status: 1,
    err: said(/could not be deployed[^]*what ran before runs again/),
  });
  expect(helmCalls().map((call) => call.split(' ')[1])).toEqual([
    'upgrade',
    'rollback',
  ]);
});

it('changes nothing when the cluster does not answer what runs', async () => {
  world({ release: '' });
  expect(await packed('--no-backup')).toMatchObject({
    status: 1,
    err: said(/does not answer what runs: nothing was changed/),
  });
  expect(helmCalls()).toEqual([]);
});

it.each([
  ['the cluster does not answer what else there is', ''],
  ['it is not the first revision', `[${ONE.slice(1, -1)},${ONE.slice(1)}`],
])('uninstalls nothing when %s', async (what, history) => {
  world({ history });
  writeFileSync(bench.at('shop'), '');
  expect(await packed()).toMatchObject({
    status: 1,
    err: said(new RegExp(`${what}.*left as it is`)),
  });
  expect(helmCalls()).toHaveLength(1);
});

it('neither rolls back nor uninstalls when the cluster does not answer where the shop is', async () => {
  bench.parsed('kubectl', 'exit 1');
  expect(await packed()).toMatchObject({
    status: 1,
    err: said(/does not answer where the shop is/),
  });
  expect(helmCalls()).toHaveLength(1);
});

const UNTRUSTED = 'echo self-signed certificate >&2; exit 60';

it('says what is wrong with a certificate that never came, and keeps the version', async () => {
  world({ release: SERVES, certificate: UNTRUSTED });
  expect(await packed('--no-backup')).toMatchObject({
    status: 1,
    err: said(
      /no certificate that browsers accept: self-signed certificate[^]*serves, but without a certificate/,
    ),
  });
  expect(helmCalls()).toHaveLength(1);
});

it('rolls back a version that loses the certificate', async () => {
  const first = `[ -e ${bench.at('asked')} ] || { touch ${bench.at('asked')}; exit 0; }`;
  world({ release: SERVES, certificate: `${first}; ${UNTRUSTED}` });
  expect(await packed('--no-backup')).toMatchObject({ status: 1 });
  expect(helmCalls().at(-1)).toMatch(/^helm rollback souk 7/);
});

it('rolls back when the journey fails', async () => {
  world({ release: SERVES, journey: 'exit 1' });
  expect((await packed('--no-backup', '--journey')).status).toBe(1);
  expect(helmCalls().map((call) => call.split(' ')[1])).toEqual([
    'upgrade',
    'test',
    'rollback',
  ]);
});

it('refuses to upgrade a pending deployment', async () => {
  world({ release: SERVES.replace('deployed', 'pending-upgrade') });
  expect(await packed()).toMatchObject({
    status: 1,
    err: said(/helm rollback mends/),
  });
  expect(helmCalls()).toEqual([]);
});

it('prints the steps with --dry-run, and changes nothing', async () => {
  world({ release: SERVES });
  expect(await packed('--dry-run')).toMatchObject({
    status: 0,
    err: said(/would be deployed over revision 7/),
  });
  expect(helmCalls()).toEqual([said(/--dry-run=server --hide-secret$/)]);
});

it('refuses a second deployment at the same time', async () => {
  const { status, err } = await bench.run(
    'flock',
    [
      bench.at('lock'),
      join(DEPLOY, 'deploy.sh'),
      '--chart',
      'souk.tgz',
      '--',
      '1.2.3',
    ],
    {
      env: { VALUES: bench.at('values.yaml'), LOCK: bench.at('lock') },
    },
  );
  expect([status, err]).toEqual([
    1,
    said(/another deployment, backup, restore or drill is under way/),
  ]);
});

describe('on a host that asks for signatures', () => {
  const IDENTITY =
    'https://github.com/ann/souk/.github/workflows/release.yml@refs/tags/v1.2.3';
  const sign = (identity: string) => {
    const sum = createHash('sha256').update(readFileSync(bench.at('souk.tgz')));
    const bundle = `${sum.digest('hex')} ${identity}`;
    writeFileSync(bench.at('souk.tgz.sigstore.json'), bundle);
  };
  const sent = () =>
    execFileSync('tar', [
      '-cf',
      '-',
      '-C',
      bench.at(),
      'souk.tgz',
      'souk.tgz.sigstore.json',
    ]);

  beforeEach(() => {
    writeFileSync(bench.at('signer'), 'https://github.com/ann/souk\n');
    // A bundle is the checksum and the identity here. What the real one proves is cosign's business.
    bench.command(
      'cosign',
      `[ "$3 $5 $7" = "--bundle --certificate-oidc-issuer --certificate-identity" ] || exit 2
      [ "$6" = https://token.actions.githubusercontent.com ] || exit 2
      [ "$(cat "$4")" = "$(sha256sum <"$2" | cut -c1-64) $8" ] || { echo 'no matching signatures' >&2; exit 1; }`,
    );
  });

  it('deploys what the release workflow has signed', async () => {
    sign(IDENTITY);
    expect(await packed()).toMatchObject({
      status: 0,
      err: said(/signed by https:\/\/github\.com\/ann\/souk\/\.github/),
    });
    expect((await deploy(['--chart', '-', '--', '1.2.3'], sent())).status).toBe(
      0,
    );
  });

  it.each([
    ['another repository', IDENTITY.replace('ann', 'eve')],
    ['another version', IDENTITY.replace('1.2.3', '1.2.2')],
    ['another workflow', IDENTITY.replace('release', 'ci')],
  ])('refuses what %s has signed', async (_what, identity) => {
    sign(identity);
    expect(await packed()).toMatchObject({
      status: 1,
      err: said(/is not what .*v1\.2\.3 has signed: no matching signatures/),
    });
    expect(helmCalls()).toEqual([]);
  });

  it('refuses a chart that was changed, and one without a signature', async () => {
    const chart = readFileSync(bench.at('souk.tgz'));
    for (const outcome of [
      await packed(),
      await deploy(['--chart', '-', '--', '1.2.3'], chart),
    ])
      expect(outcome).toMatchObject({
        status: 1,
        err: said(/without its signature/),
      });
    sign(IDENTITY);
    writeFileSync(bench.at('souk.tgz'), Buffer.concat([chart, chart]));
    expect((await packed()).status).toBe(1);
    expect(helmCalls()).toEqual([]);
  });
});

it.each([
  [['--', '1.2.3'], /which chart/],
  [['--chart', 'souk.tgz'], /which version/],
  [['--chart', 'souk.tgz', '--', '1.2.3', '--no-backup'], /which version/],
  [['--chart', 'souk.tgz', '--', '--journey'], /a version is like 1\.2\.3/],
  [['--chart', 'souk.tgz', '--', '1.2.3; reboot'], /a version is like 1\.2\.3/],
  [['--chart', 'souk.tgz', '--', ''], /a version is like 1\.2\.3/],
  [
    ['--chart', 'souk.tgz', '--', '1.2.4'],
    /the chart is version: 1\.2\.3, not 1\.2\.4/,
  ],
  [['--chart', 'values.yaml', '--', '1.2.3'], /this is not a chart: .*gzip/],
  [['--loud'], /what is --loud/],
])('refuses %j before helm changes anything', async (args, text) => {
  expect(await deploy(args)).toMatchObject({ status: 1, err: said(text) });
  expect(helmCalls()).toEqual([]);
});
