import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOY, workbench } from './support/scripts';

const bench = workbench();

const deploy = (args: string[], input: string | Buffer = '') =>
  bench.run(join(DEPLOY, 'deploy.sh'), args, {
    input,
    env: {
      VALUES: bench.at('values.yaml'),
      LOCK: bench.at('lock'),
      SMOKE_SECONDS: '0',
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
 * A fake helm whose release is in `state`, and a shop that answers with the
 * file `shop`.
 */
function world({
  upgrade = 'exit 0',
  journey = 'exit 0',
  release = '[]',
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
    `name: souk\nversion: ${version}\n`,
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
  bench.command(
    'helm',
    `case "$1 $2" in
      'show chart') tar -xzOf "$3" souk/Chart.yaml 2>/dev/null || { echo 'not a gzip archive' >&2; exit 1; } ;;
      list*) echo '${release}' ;;
      upgrade*) ${upgrade} ;;
      test*) ${journey} ;;
      pull*) cp ${bench.at('souk.tgz')} "\${!#}/souk-$4.tgz" ;;
    esac`,
  );
  bench.command(
    'kubectl',
    `case "$*" in *spec.rules*) echo shop.example.org ;; *InternalIP*) echo 192.0.2.7 ;; *spec.tls*) echo '[{}]' ;;
      exec*) exit 1 ;; esac`,
  );
  bench.command(
    'curl',
    `case "\${!#}" in *'/api/products?limit=1') cat ${bench.at('shop')} ;; *) exit 22 ;; esac`,
  );
}

const SERVES =
  '[{"name":"souk","revision":"7","status":"deployed","chart":"souk-1.2.2"}]';

beforeEach(() => world());

it('deploys for the first time with rollback on failure, the values of chart and host, and a check from outside', async () => {
  expect(await packed()).toMatchObject({
    status: 0,
    err: said(/1\.2\.3 serves/),
  });
  expect(helmCalls()).toHaveLength(1);
  expect(helmCalls()[0]).toMatch(
    /--values \S+\/vps\.yaml --values \S+\/values\.yaml --rollback-on-failure --wait --timeout 10m$/,
  );
  expect(bench.calls()).toContain(
    'curl --fail --silent --show-error --insecure --max-time 10 --resolve shop.example.org:443:192.0.2.7 https://shop.example.org/api/products?limit=1',
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
      /does not list products[^]*1\.2\.3 does not serve; what ran before runs again/,
    ),
  ]);
  expect(helmCalls().at(-1)).toBe(
    'helm rollback souk 7 --namespace souk --wait --timeout 10m',
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

it('leaves the rollback to helm when the upgrade itself fails', async () => {
  world({ release: SERVES, upgrade: 'exit 1' });
  expect(await packed('--no-backup')).toMatchObject({
    status: 1,
    err: said(/could not be deployed; helm has taken it back/),
  });
  expect(helmCalls()).toHaveLength(1);
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
    err: said(/helm rollback souk mends/),
  });
  expect(helmCalls()).toEqual([]);
});

it('prints the steps with --dry-run, and changes nothing', async () => {
  world({ release: SERVES });
  expect(await packed('--dry-run')).toMatchObject({
    status: 0,
    err: said(/would be deployed over revision 7/),
  });
  expect(helmCalls()).toEqual([said(/--dry-run=server$/)]);
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
  expect([status, err]).toEqual([1, said(/another deployment is under way/)]);
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
  [
    ['--chart', 'values.yaml', '--', '1.2.3'],
    /this is not a chart: not a gzip archive/,
  ],
  [['--loud'], /what is --loud/],
])('refuses %j before helm changes anything', async (args, text) => {
  expect(await deploy(args)).toMatchObject({ status: 1, err: said(text) });
  expect(helmCalls()).toEqual([]);
});
