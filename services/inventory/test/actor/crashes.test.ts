import { until } from '@souk/platform/testing/until';
import type { Command } from '../../src/rules/command';
import {
  command,
  inventoryWorld,
  opening,
  PRODUCT,
  type Door,
  versionsPublished,
} from '../support/inventory-world';

const history: Command[] = [
  opening,
  command('set', 7),
  command('receive', 3),
  command('set', 1),
];

/**
 * Ends the process at one of its calls, before or after it took effect; nothing
 * leaves a dead process.
 */
function crashingAt(call: number, when: 'before' | 'after') {
  let calls = 0;
  const process = { dead: false, at: '' };
  const door: Door =
    (name, perform) =>
    async (...args) => {
      calls += 1;
      const here = calls === call;
      if (here) process.at = `${when} ${name}`;
      if (here && when === 'before') process.dead = true;
      if (process.dead) throw new Error('the process is dead');
      const result = await perform(...args);
      if (here) process.dead = true;
      if (process.dead) throw new Error('the process is dead');
      return result;
    };
  return { door, process };
}

/**
 * Plays the history up to the crash; gives back the operations that were
 * acknowledged.
 */
async function playUntilCrash(
  world: ReturnType<typeof inventoryWorld>,
  call: number,
  when: 'before' | 'after',
) {
  const { door, process } = crashingAt(call, when);
  const host = world.boot(door);
  const acknowledged: string[] = [];
  for (const step of history) {
    const answer = await host.apply(PRODUCT, step).catch(() => undefined);
    if (!answer) break;
    acknowledged.push(step.operationId);
    await until(
      'this step is published or the process dead',
      () => process.dead || world.document()?.outbox.length === 0,
    );
  }
  await host.relay.stop();
  return { crashed: process.dead, at: process.at, acknowledged };
}

async function everythingTold(
  world: ReturnType<typeof inventoryWorld>,
  acknowledged: string[],
  at: string,
) {
  await until(
    `everything is published after a crash ${at}`,
    () => (world.document()?.outbox ?? []).length === 0,
  );
  const version = world.document()?.stock.version ?? 0;
  const gapless = Array.from({ length: version }, (_, n) => n + 1);
  const entries = await world.ledger.entries(PRODUCT);
  expect(entries.map((entry) => entry.version)).toEqual(gapless);
  expect(entries.map((entry) => entry.operationId)).toEqual(
    expect.arrayContaining(acknowledged),
  );
  expect(new Set(entries.map((entry) => entry.operationId)).size).toBe(version);
  expect([...new Set(versionsPublished(world.appended))].sort()).toEqual(
    gapless,
  );
  expect(
    (await world.levels.of([PRODUCT])).map((level) => level.version),
  ).toEqual(version > 0 ? [version] : []);
}

describe.each(['before', 'after'] as const)('a crash %s any call', (when) => {
  it('loses nothing: the reminder alone brings the relay back', async () => {
    let crashes = 0;
    for (let call = 1, crashed = true; crashed; call++) {
      const world = inventoryWorld();
      const run = await playUntilCrash(world, call, when);
      crashed = run.crashed;
      crashes += crashed ? 1 : 0;
      const host = world.boot();
      // Only what is registered falls due.
      world.clock.ms += 15_000;
      for (const name of world.relayReminders()) await host.due(name);
      await everythingTold(world, run.acknowledged, run.at);
    }
    expect(crashes).toBeGreaterThan(history.length * 5);
  }, 60_000);

  it('lets the caller repeat everything, and applies it once', async () => {
    for (let call = 1, crashed = true; crashed; call++) {
      const world = inventoryWorld();
      const run = await playUntilCrash(world, call, when);
      crashed = run.crashed;
      const host = world.boot();
      for (const step of history) await host.apply(PRODUCT, step);
      await everythingTold(
        world,
        history.map((step) => step.operationId),
        run.at,
      );
      expect(world.document()?.stock).toMatchObject({
        version: history.length,
        warehouses: [{ onHand: 1 }],
      });
    }
  }, 60_000);
});
