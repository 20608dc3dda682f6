import { DeadLetter } from '@souk/contracts/dead-letters';
import { productCreated } from '@souk/contracts/products/events';
import { until } from '@souk/platform/testing/until';
import { operatorToken } from '../lib/souk/accounts';
import { streamOf } from '../lib/souk/broker';
import { productDeadLetter } from '../lib/souk/dead-letter';
import { ledgers } from '../lib/souk/ledger';
import { api, body } from '../lib/souk/souk';

test('a dead letter is handled by its replay once the cause is fixed, and only once', async () => {
  const token = await operatorToken();
  const {
    letter,
    productId,
    warehouse,
    find,
    fixCause: mend,
  } = await productDeadLetter(token);
  expect((await ledgers([productId])).get(productId)).toEqual([]);

  await mend();
  const replay = () =>
    api('POST', `/api/operations/dead-letters/${letter.id}/replay`, { token });

  expect(body(await replay(), 200, DeadLetter)).toMatchObject({
    id: letter.id,
    lastProblem: null,
  });
  expect((await find())?.replayedAt).not.toBeNull();
  expect((await replay()).status).toBe(200);
  const entries = await until('the ledger has the opening', async () => {
    const found = (await ledgers([productId])).get(productId) ?? [];
    return found.length > 0 ? found : undefined;
  });
  expect(entries).toMatchObject([
    {
      version: 1,
      available: 5,
      changes: [{ kind: 'opened', warehouseId: warehouse }],
    },
  ]);
});

test('a stream holds nothing once all its readers have handled it', async () => {
  await until(
    'it is trimmed',
    async () => (await streamOf(productCreated.topic)).length === 0,
  );
  const { added } = await streamOf(productCreated.topic);
  expect(added).toBeGreaterThan(0);
});
