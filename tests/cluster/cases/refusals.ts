import { until } from '@souk/platform/testing/until';
import { apply, helm, kubectl, namespace } from '../kubectl';
import { added, install } from '../release';
import { say } from '../say';
import { injectorWithCapabilities } from '../test-pods';

const MINUTE = 60_000;

const refused = (...sets: string[]): Promise<string> =>
  install(...sets.flatMap((set) => ['--set', set])).then(
    () => 'installed',
    (err: unknown) => String(err),
  );

async function cleared(): Promise<void> {
  await helm('uninstall', 'souk', '--ignore-not-found');
  await kubectl('delete', 'job', '--all');
}

export function refusals(): void {
  test(
    'a missing or unreachable dependency is named in one line, and nothing is left half installed',
    async () => {
      expect(await refused('secrets.generate=false')).toMatch(
        /Secrets are missing in the namespace .*: .*inventory-app-token \(token\).* set secrets\.generate to true/,
      );
      const gone = [
        'redis.enabled=false',
        'global.redis.host=nobody.example:6379',
        'global.redis.password=x',
      ];
      expect(await refused(...gone)).toMatch(
        /global\.redis\.host: nobody\.example:6379 cannot be reached/,
      );
      await cleared();
      await until(
        'nothing is left but Secrets',
        async () => (await added()).every((name) => name.startsWith('Secret/')),
        30_000,
      );
    },
    6 * MINUTE,
  );

  test(
    'what Kubernetes would refuse silently is said in one line before anything is installed',
    async () => {
      const dapr = `${namespace}-dapr`;
      await apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: dapr },
      });
      for (const object of injectorWithCapabilities(dapr))
        await apply(object, dapr);
      expect(await refused(`global.dapr.namespace=${dapr}`)).toMatch(
        /sidecars keep capabilities.*sidecarDropALLCapabilities=true/,
      );
      await kubectl('delete', 'namespace', dapr, '--wait=false');
      const own = [
        'mongodb.enabled=false',
        'global.mongodb.uri=',
        'global.mongodb.existingSecret=mine',
      ];
      expect(await refused(...own)).toMatch(
        /Secrets are missing in the namespace .*: mine \(uri\)/,
      );
      await kubectl(
        'create',
        'secret',
        'generic',
        'mine',
        '--from-literal=url=x',
      );
      expect(await refused(...own)).toMatch(/missing .*: mine \(uri\)/);
      await kubectl('delete', 'secret', 'mine');
      expect(
        await refused('ingress.enabled=true', 'ingress.host=shop.example'),
      ).toMatch(/ingress\.host: shop\.example is the example/);
      const absent = await refused(
        'global.image.tag=of-no-build',
        'preflight.seconds=20',
      );
      say(absent);
      expect(absent).toMatch(/of-no-build/);
      await cleared();
    },
    6 * MINUTE,
  );
}
