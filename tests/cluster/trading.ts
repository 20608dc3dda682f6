import { LedgerPage, StockAudit } from '@souk/contracts/inventory/ledger';
import { OperatorSession } from '@souk/contracts/marketplace/operators';
import { until } from '@souk/platform/testing/until';
import { body, request, type Answer } from '../lib/souk/souk';
import { forwarded, kubectl } from './kubectl';
import { say } from './say';
import { keyOf } from './secrets';
import { trader } from './test-pods';
import type { TraderReport } from './trader';

const progressOf = async (name: string): Promise<{ calls: number }> =>
  JSON.parse(await kubectl('logs', name, '--tail=1')) as { calls: number };

/** A long line is logged in pieces, which `--tail` would count separately. */
const reportOf = async (name: string): Promise<TraderReport> =>
  JSON.parse(
    (await kubectl('logs', name)).trim().split('\n').at(-1) ?? '',
  ) as TraderReport;

/** Waits for this many more calls, so that the marketplace is in use. */
async function waitForCalls(name: string, calls: number): Promise<void> {
  const from = await until(
    `${name} is trading`,
    () => progressOf(name),
    120_000,
  );
  await until(
    `${name} has made ${calls} more calls`,
    async () => (await progressOf(name)).calls >= from.calls + calls,
    120_000,
  );
}

/**
 * Lets clients trade while something is done to the cluster, and returns their
 * report.
 */
async function tradeDuring(
  name: string,
  what: () => Promise<unknown>,
): Promise<TraderReport> {
  await trader(name);
  try {
    await waitForCalls(name, 40);
    await what();
    await waitForCalls(name, 40);
    await kubectl(
      'exec',
      name,
      '--',
      'node',
      '--eval',
      'process.kill(1, "SIGTERM")',
    );
    await kubectl(
      'wait',
      `pod/${name}`,
      '--for=jsonpath={.status.phase}=Succeeded',
      '--timeout=120s',
    );
    const report = await reportOf(name);
    const { calls, repeated, failed, slowestMs, products } = report;
    const acknowledged = products.flatMap(
      (product) => product.acknowledged,
    ).length;
    say(
      `${name}: ${calls} calls, ${acknowledged} stocks set, ${repeated.length} attempts repeated, ${failed.length} calls failed, ` +
        `slowest ${slowestMs} ms${[...repeated.slice(0, 8), ...failed.slice(0, 8)].map((line) => `\n  ${line}`).join('')}`,
    );
    return report;
  } finally {
    await kubectl('delete', 'pod,configmap', name, '--wait=false');
    await kubectl('delete', 'networkpolicy', `${name}-in`, `${name}-out`);
  }
}

/** The operator key that counts first, as an operator would read it. */
export const operatorKey = async (): Promise<string> =>
  (await keyOf('marketplace', 'operator-key')).split('\n')[0] ?? '';

/** Retries while the marketplace answers 503, as any client would. */
const requestWithRetry = (
  ...asked: Parameters<typeof request>
): Promise<Answer> =>
  until(
    `${asked[1]} ${asked[2]} is answered`,
    async () => {
      const answer = await request(...asked);
      return answer.status === 503 ? undefined : answer;
    },
    30_000,
  );

/** A token of an operator. */
export async function operator(origin: string): Promise<string> {
  const session = await requestWithRetry(
    origin,
    'POST',
    '/api/operators/sessions',
    {
      body: { key: await operatorKey() },
    },
  );
  return body(session, 201, OperatorSession).accessToken;
}

/**
 * What the ledger cannot explain: acknowledged stock that is missing from it,
 * and whatever an audit finds.
 */
async function findLosses(
  origin: string,
  { products }: TraderReport,
): Promise<string[]> {
  const token = await operator(origin);
  const findings: string[] = [];
  for (const { id, initial, acknowledged } of products) {
    const after = await ledger(origin, token, id);
    if (after[0] !== initial)
      findings.push(
        `${id} was opened with ${String(after[0])}, not ${initial}`,
      );
    for (const { onHand } of acknowledged)
      if (!after.includes(onHand))
        findings.push(`${id}: ${onHand} was acknowledged but is missing`);
    const audit = await requestWithRetry(
      origin,
      'POST',
      `/api/operations/stock/${id}/audit`,
      { token },
    );
    const {
      conserved,
      negative,
      gaps,
      findings: found,
    } = body(audit, 200, StockAudit);
    if (!conserved || negative.length + gaps.length > 0)
      findings.push(`${id}: ${found.join('; ')}`);
  }
  return findings;
}

async function ledger(
  origin: string,
  token: string,
  id: string,
): Promise<number[]> {
  const after: number[] = [];
  for (let next: number | null = 0; next !== null;) {
    const page: LedgerPage = body(
      await requestWithRetry(
        origin,
        'GET',
        `/api/operations/stock/${id}/ledger?after=${next}&limit=200`,
        { token },
      ),
      200,
      LedgerPage,
    );
    after.push(
      ...page.items.flatMap(({ changes }) =>
        changes.map(({ onHand }) => onHand.after),
      ),
    );
    next = page.next;
  }
  return after;
}

/**
 * With idempotent clients nothing fails and, by the ledger, nothing is lost.
 * Prints how often they retried.
 */
export const through = async (
  name: string,
  what: () => Promise<unknown>,
): Promise<TraderReport> => {
  const report = await tradeDuring(name, what);
  expect(report.failed).toEqual([]);
  expect(
    report.products.flatMap(({ acknowledged }) => acknowledged).length,
  ).toBeGreaterThan(10);
  expect(
    await forwarded('marketplace', 80, (origin) => findLosses(origin, report)),
  ).toEqual([]);
  return report;
};
