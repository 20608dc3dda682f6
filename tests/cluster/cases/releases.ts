import { APPS } from '@souk/contracts/apps';
import { until } from '@souk/platform/testing/until';
import { deploy, packed } from '../deployment';
import { helm, kubectl } from '../kubectl';
import { waitForReplicas } from '../pods';
import { added, deployed, install } from '../release';
import { secrets } from '../secrets';
import { operatorKey, through } from '../trading';

const MINUTE = 60_000;

async function settled(): Promise<void> {
  for (const app of APPS) await waitForReplicas(app, 1);
}

export function upgrades(): void {
  test(
    'an upgrade is rolled back',
    async () => {
      await install('--set', 'global.logLevel=warn');
      const level = () =>
        kubectl(
          'get',
          'deployment',
          'products',
          '--output',
          'jsonpath={.spec.template.spec.containers[0].env[?(@.name=="LOG_LEVEL")].value}',
        );
      expect(await level()).toBe('warn');
      const keys = await operatorKey();
      await helm('rollback', 'souk', '--wait', '--timeout', '10m');
      expect(await level()).toBe('info');
      await settled();
      expect(await operatorKey()).toBe(keys);
      await helm('test', 'souk', '--timeout', '3m');
    },
    25 * MINUTE,
  );
}

/** Stores that are not the chart's cannot be backed up by the scripts. */
const unbacked = async () =>
  (await kubectl('get', 'statefulset', '--output', 'name')).includes('mongodb')
    ? []
    : ['--no-backup'];

/** What no deployment may delete or replace, by their uids. */
const kept = () =>
  kubectl(
    'get',
    'secret,persistentvolumeclaim,statefulset',
    '--output',
    'jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid}{"\\n"}{end}',
    '--field-selector',
    'metadata.name!=souk',
  ).then((lines) =>
    lines.split('\n').filter((line) => !line.includes('sh.helm.release')),
  );

const saying = (words: RegExp) => expect.stringMatching(words) as string;

export function deployments(): void {
  test(
    'deploy.sh puts a version over the one that serves, and no call fails',
    async () => {
      const flags = await unbacked();
      const first = await deployed();
      const chart = packed('0.1.1');
      const before = [await secrets(), await kept()];
      expect(await deploy('0.1.1', chart, ['--dry-run'])).toMatchObject({
        status: 0,
        said: saying(new RegExp(`over revision ${first.revision}\\b`)),
      });
      if (flags.length > 0)
        expect(await deploy('0.1.1', chart)).toMatchObject({
          status: 1,
          said: saying(/there is no pod mongodb-0/),
        });
      expect(await deployed()).toEqual(first);

      await through('deployed', async () => {
        expect(await deploy('0.1.1', chart, flags)).toMatchObject({
          status: 0,
          said: saying(/0\.1\.1 serves/),
        });
      });
      expect(await deployed()).toEqual({
        revision: String(Number(first.revision) + 1),
        status: 'deployed',
        chart: 'souk-0.1.1',
      });
      expect([await secrets(), await kept()]).toEqual(before);
    },
    25 * MINUTE,
  );

  test.each([
    [
      'becomes ready but does not answer the public',
      '0.1.2',
      {
        file: '_deployment.tpl',
        from: "{ name: PUBLIC_PORT, value: '8081' }",
        to: "{ name: PUBLIC_PORT, value: '8082' }",
      },
      /does not list products[^]*going back to revision/,
    ],
    [
      'shows the public what belongs inside',
      '0.1.3',
      {
        file: '_services.tpl',
        from: '{ name: public, port: 80, targetPort: public }',
        to: '{ name: public, port: 80, targetPort: http }',
      },
      /shows what belongs inside: \/metrics[^]*going back to revision|does not list products[^]*going back to revision/,
    ],
    [
      'Kubernetes refuses',
      '0.1.4',
      {
        file: '_deployment.tpl',
        from: 'name: public, containerPort: 8081',
        to: 'name: public, containerPort: 8080',
      },
      /duplicate entries[^]*0\.1\.4 could not be deployed[^]*going back to revision/,
    ],
  ])(
    'deploy.sh takes back a version that %s, and uninstalls nothing',
    async (_what, version, edit, reason) => {
      const flags = await unbacked();
      const first = await deployed();
      const before = [await secrets(), await kept()];
      const outcome = await deploy(version, packed(version, edit), flags);
      expect(outcome).toMatchObject({ status: 1, said: saying(reason) });
      expect(outcome.said).toContain(
        `going back to revision ${first.revision}\n`,
      );
      expect(outcome.said).toContain(
        `${version} does not serve; what ran before runs again`,
      );
      expect(await deployed()).toMatchObject({
        status: 'deployed',
        chart: first.chart,
      });
      expect([await secrets(), await kept()]).toEqual(before);
      await settled();
      await helm('test', 'souk', '--timeout', '3m');
    },
    25 * MINUTE,
  );
}

export function uninstalling(): void {
  test(
    'uninstalling leaves the volumes and the Secrets, and nothing else',
    async () => {
      await helm('uninstall', 'souk', '--wait', '--timeout', '5m');
      await until(
        'only volumes and Secrets are left',
        async () =>
          (await added()).every((name) =>
            /^(PersistentVolumeClaim|Secret)\//.test(name),
          ),
        120_000,
      );
      expect(await added()).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^PersistentVolumeClaim\//),
          ...APPS.map((app) => `Secret/${app}-app-token`),
          'Secret/marketplace-keys',
        ]),
      );
    },
    8 * MINUTE,
  );
}
