import type { StateStore } from '@souk/platform/dapr/state';
import { asSidecar } from '@souk/platform/testing/sidecar';
import { until } from '@souk/platform/testing/until';
import { documentKey } from '../../src/actor/document';
import { INVENTORY_ACTOR } from '../../src/actor/client';
import { MAIN, runningApp } from '../support/running-app';

const BUSY = Array.from({ length: 4 }, (_, n) => `busy-${n}`);

/**
 * The app with as many reminders under way as may be: their products cannot be
 * read until they are let go on.
 */
async function withFullGate() {
  const running = runningApp();
  const { state, api } = running;
  let letGoOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGoOn = resolve));
  const keys = BUSY.map(documentKey);
  let reading = 0;
  const get = state.get.bind(state);
  state.get = (async (key, shape) => {
    if (keys.includes(key)) {
      reading += 1;
      await held;
    }
    return get(key, shape);
  }) satisfies StateStore['get'];
  const remind = (id: string, name: string) =>
    api
      .put(`/actors/${INVENTORY_ACTOR}/${id}/method/remind/${name}`)
      .set(asSidecar)
      .send({});
  const busy = Promise.all(BUSY.map((id) => remind(id, 'expiry').expect(200)));
  await until('all of them are read', () => reading === BUSY.length);
  return { ...running, remind, letGoOn: () => (letGoOn(), busy) };
}

it('answers calls to a product whose reminder is queued behind others', async () => {
  const { document, open, remind, letGoOn, service, api } =
    await withFullGate();
  try {
    await open('p-1', [{ warehouseId: MAIN, quantity: 3 }]).expect(200);
    await remind('p-1', 'expiry').timeout(2_000).expect(200);
    await api.get('/stock/p-1').set(service).timeout(2_000).expect(200);
  } finally {
    await letGoOn();
  }
  expect(document('p-1')).toMatchObject({ stock: { version: 1 } });
});
