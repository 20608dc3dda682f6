import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operatorToken } from '../../lib/souk/accounts';
import { command } from '../../lib/souk/commands';
import { productDeadLetter } from '../../lib/souk/dead-letter';
import { endpoints } from '../../lib/souk/souk';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'souk-buttons-'));
  mkdirSync(join(stateDir, 'tilt'));
  copyFileSync(
    endpoints().demo.operatorKeyFile,
    join(stateDir, 'tilt', 'secrets.json'),
  );
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const press = (button: string, api = endpoints().urls.api) =>
  command('tilt/buttons', [button, api], { SOUK_STATE_DIR: stateDir });

it('replays every waiting dead letter, and lists those it could not', async () => {
  const token = await operatorToken();
  const [mended, broken] = await Promise.all([
    productDeadLetter(token),
    productDeadLetter(token),
  ]);
  await mended.fixCause();
  const { status, said } = await press('replay-dead-letters');
  expect([status, said]).toEqual([
    1,
    expect.stringContaining(`${mended.letter.id} replayed`),
  ]);
  expect(said).toContain(`${broken.letter.id} not replayed: `);
  expect((await mended.find())?.replayedAt).not.toBeNull();
  await broken.fixCause();
  const again = await press('replay-dead-letters');
  expect(again.said).toContain(`${broken.letter.id} replayed`);
  expect(again.said).not.toContain(mended.letter.id);
  // There may be other dead letters whose cause is not fixed.
  expect(again.status).toBe(again.said.includes(' not replayed: ') ? 1 : 0);
}, 90_000);

it('lists the buttons when it does not know one', async () => {
  const { status, said } = await press('bell');
  expect([status, said]).toEqual([
    1,
    expect.stringContaining('Buttons: sample, replay-dead-letters'),
  ]);
});
