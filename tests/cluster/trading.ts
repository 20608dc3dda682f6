import { LedgerPage, StockAudit } from '@souk/contracts/inventory/ledger';
import { OperatorSession } from '@souk/contracts/marketplace/operators';
import { until } from '@souk/platform/testing/until';
import { z } from 'zod';
import { body, request, type Answer } from '../lib/souk/souk';
import { kubectl, list } from './kubectl';
import { trader } from './test-pods';
import type { TraderReport } from './trader';

const told = async (name: string): Promise<{ calls: number }> =>
  JSON.parse(await kubectl('logs', name, '--tail=1')) as { calls: number };

/** A long line is kept in pieces, which `--tail` would count one by one. */
const reported = async (name: string): Promise<TraderReport> =>
  JSON.parse(
    (await kubectl('logs', name)).trim().split('\n').at(-1) ?? '',
  ) as TraderReport;

/** So many calls beyond now: the marketplace is in use. */
async function underWay(name: string, calls: number): Promise<void> {
  const from = await until(`${name} trades`, () => told(name), 120_000);
  await until(
    `${name} has made ${calls} more calls`,
    async () => (await told(name)).calls >= from.calls + calls,
    120_000,
  );
}

/**
 * Lets clients trade while something is done to the cluster, and tells what
 * became of it.
 */
export async function tradeDuring(
  name: string,
  what: () => Promise<unknown>,
): Promise<TraderReport> {
  await trader(name);
  try {
    await underWay(name, 40);
    await what();
    await underWay(name, 40);
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
    const report = await reported(name);
    const { calls, repeated, failed, slowestMs, products } = report;
    const acknowledged = products.flatMap(
      (product) => product.acknowledged,
    ).length;
    console.log(
      `${name}: ${calls} calls, ${acknowledged} stocks set, ${repeated.length} attempts repeated, ${failed.length} calls failed, ` +
        `slowest ${slowestMs} ms${[...repeated.slice(0, 8), ...failed.slice(0, 8)].map((line) => `\n  ${line}`).join('')}`,
    );
    return report;
  } finally {
    await kubectl('delete', 'pod,configmap', name, '--wait=false');
    await kubectl('delete', 'networkpolicy', `${name}-in`, `${name}-out`);
  }
}

const Keys = z.object({
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()),
});

/** The operator key, as an operator would read it. */
export async function operatorKey(): Promise<string> {
  const [secret] = await list(
    'secret',
    Keys,
    '--field-selector',
    'metadata.name=marketplace-keys',
  );
  const keys = JSON.parse(
    Buffer.from(secret!.data['secrets.json'] ?? '', 'base64').toString(),
  ) as Record<string, string>;
  return keys['operator-key'] ?? '';
}

/** As by any client: while the marketplace cannot, it is asked again. */
const answered = (...asked: Parameters<typeof request>): Promise<Answer> =>
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
  const session = await answered(origin, 'POST', '/api/operators/sessions', {
    body: { key: await operatorKey() },
  });
  return body(session, 201, OperatorSession).accessToken;
}

/**
 * What the books cannot explain: acknowledged stocks that are not in them, and
 * whatever an audit finds.
 */
export async function lost(
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
        findings.push(`${id}: ${onHand} was acknowledged and is lost`);
    const audit = await answered(
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
      await answered(
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
