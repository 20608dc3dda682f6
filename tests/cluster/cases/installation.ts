import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APPS } from '@souk/contracts/apps';
import { TraceView } from '@souk/contracts/marketplace/traces';
import { until } from '@souk/platform/testing/until';
import { mug, newVendor, opened, signIn } from '../../lib/souk/accounts';
import { orphans, traceOf } from '../../lib/souk/jaeger';
import { api, body, request } from '../../lib/souk/souk';
import {
  apply,
  evaluate,
  forwarded,
  helm,
  kubectl,
  namespace,
  settings,
} from '../kubectl';
import { appOf, isReady, podsOf, SERVICES } from '../pods';
import { install } from '../release';
import { say } from '../say';
import { overlooked, stranger } from '../test-pods';
import { asTilt } from '../tilted';
import { operator, operatorKey } from '../trading';

const MINUTE = 60_000;

/** How many spans of a trace the marketplace shows an operator. */
async function seenByOperator(
  origin: string,
  traceId: string,
): Promise<number> {
  const answer = await request(
    origin,
    'GET',
    `/api/operations/traces/${traceId}`,
    { token: await operator(origin) },
  );
  return body(answer, 200, TraceView).spans.length;
}

export function installation(): void {
  test(
    'the chart is installed, and every pod has its sidecar',
    async () => {
      await install();
      const pods = await podsOf(SERVICES);
      expect([...new Set(pods.map(appOf))].sort()).toEqual([...APPS].sort());
      expect(
        pods.map(({ spec }) =>
          spec.containers
            .map(({ name }) => name)
            .sort()
            .join(),
        ),
      ).toEqual(pods.map(() => 'app,daprd'));
      expect(pods.filter((pod) => !isReady(pod))).toEqual([]);
    },
    15 * MINUTE,
  );

  test(
    'the core journey succeeds inside the cluster, by helm test',
    async () => {
      const said = await helm('test', 'souk', '--logs', '--timeout', '3m');
      expect(said).toMatch(
        /ok: a shopper finds it in the list[\s\S]*ok: the inside is not to be seen/,
      );
    },
    4 * MINUTE,
  );

  test(
    'the shop is served from the image, scripts and pictures too',
    async () => {
      await forwarded('marketplace', 80, async (origin) => {
        const page = await fetch(origin, { headers: { accept: 'text/html' } });
        const text = await page.text();
        expect([page.status, page.headers.get('content-type')]).toEqual([
          200,
          expect.stringMatching(/^text\/html/),
        ]);
        const scripts = [...text.matchAll(/src="(\/assets\/[^"]+\.js)"/g)].map(
          ([, path]) => path ?? '',
        );
        expect(scripts.length).toBeGreaterThan(0);
        for (const path of [
          ...scripts,
          '/pictures/kiln-clay/breakfast-bowl-ash-glaze.svg',
        ]) {
          const { status, headers } = await fetch(`${origin}${path}`);
          say(`${path}: ${status} ${headers.get('content-type') ?? ''}`);
          expect(status).toBe(200);
        }
      });
    },
    MINUTE,
  );

  test(
    'one trace covers all hops, and an operator reads it in the shop',
    async () => {
      const wanted = ['marketplace', 'vendors', 'products', 'inventory'];
      await forwarded('marketplace', 80, (origin) =>
        forwarded('jaeger', 16_686, async (jaeger) => {
          const file = join(settings.work, 'endpoints.json');
          writeFileSync(
            join(settings.work, 'keys.json'),
            JSON.stringify({ 'operator-key': await operatorKey() }),
            { mode: 0o600 },
          );
          const urls = { api: origin, jaeger, mongodb: '', redis: '' };
          const demo = { operatorKeyFile: join(settings.work, 'keys.json') };
          writeFileSync(
            file,
            JSON.stringify({ urls, databasePrefix: '', parts: {}, demo }),
          );
          process.env['SOUK_ENDPOINTS'] = file;
          const ann = await newVendor();
          const initialStock = [{ warehouseId: ann.main, quantity: 3 }];
          // A fresh token, so that it has to be validated.
          const { accessToken: token } = await signIn(ann.email, ann.password);
          const answer = await api('POST', '/api/products', {
            token,
            body: { ...mug, initialStock },
          });
          expect(answer.status).toBe(201);
          await opened((answer.json as { id: string }).id);
          const trace = await traceOf(
            answer,
            (all) => {
              const services = new Set(all.spans.map(({ service }) => service));
              const heard =
                all.lineages(
                  'marketplace: POST /events/inventory.stock-level-changed.v1',
                ).length > 0;
              return [
                ...orphans(all),
                ...wanted.filter((app) => !services.has(app)),
                ...(heard ? [] : ['the view has not heard']),
              ];
            },
            60_000,
          );
          expect(trace.roots.length).toBe(1);
          expect(
            await seenByOperator(origin, trace.spans[0]!.traceId),
          ).toBeGreaterThanOrEqual(trace.spans.length);
          say(
            `one trace: ${trace.spans.length} spans of ${[...new Set(trace.spans.map(({ service }) => service))].sort().join(', ')}`,
          );
        }),
      );
    },
    3 * MINUTE,
  );

  test(
    'an unknown app may not invoke any service',
    async () => {
      await stranger();
      await kubectl(
        'wait',
        'pod/stranger',
        '--for=condition=Ready',
        '--timeout=180s',
      );
      const url = 'http://127.0.0.1:3500/v1.0/invoke/inventory/method/readyz';
      const script = `const r = await fetch('${url}'); console.log(r.status, await r.text());`;
      const said = await until(
        'its sidecar answers',
        () => evaluate('stranger', script),
        60_000,
      );
      say(`stranger: ${said.trim()}`);
      expect(said).toMatch(/^403 .*PermissionDenied|^500 .*PermissionDenied/);
      await kubectl('delete', 'pod', 'stranger', '--grace-period=1');
      await kubectl('delete', 'networkpolicy', 'stranger-in', 'stranger-out');
    },
    5 * MINUTE,
  );

  test(
    'a pod without its sidecar names the injector',
    async () => {
      await overlooked('vendors', 'overlooked');
      try {
        await kubectl(
          'wait',
          'pod/overlooked',
          '--for=jsonpath={.status.phase}=Failed',
          '--timeout=120s',
        );
        const said = await kubectl('logs', 'overlooked');
        expect(said).toMatch(
          /Invalid configuration:\n {2}DAPR_HTTP_PORT: is not set.*injector/,
        );
        expect(said).not.toContain('NaN');
      } finally {
        await kubectl('delete', 'pod', 'overlooked', '--ignore-not-found');
      }
    },
    3 * MINUTE,
  );

  test(
    'a pod as Tilt makes it reads its keys and becomes ready',
    async () => {
      const level = (to: string) =>
        kubectl(
          'label',
          'namespace',
          namespace,
          `pod-security.kubernetes.io/enforce=${to}`,
          '--overwrite',
        );
      await level('baseline');
      try {
        await apply(await asTilt('vendors'));
        await kubectl('rollout', 'status', 'deployment/tilt', '--timeout=180s');
      } finally {
        await kubectl('delete', 'deployment', 'tilt', '--ignore-not-found');
        await level('restricted');
      }
    },
    6 * MINUTE,
  );
}
