import { type DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import { z } from 'zod';
import { Refused, Unreachable } from '@souk/shopify/vendor-api';
import { httpClient } from '../importer/http';
import { tiltSecretsFile } from '../lib/paths';
import { localSecrets, secret } from '../stack/secrets-file';
import { seed } from '../importer/seed';

const Session = z.object({ accessToken: z.string() });
const secrets = () => localSecrets(tiltSecretsFile());

/**
 * Restores the sample catalogue and its stock from the files: adds what is
 * missing, resets what was changed.
 */
async function sample(api: string): Promise<void> {
  const password = secret(await secrets(), 'demo-vendor-password');
  const { products, problems } = await seed({
    api,
    demo: { email: 'demo@souk.example', password },
    log: console.log,
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  console.log(
    `${products} products match their files; sign in as demo@souk.example with the password ${password}`,
  );
}

async function replayDeadLetters(api: string): Promise<void> {
  const send = httpClient(api);
  const key = secret(await secrets(), 'operator-key');
  const session = Session.parse(
    (
      await send({
        method: 'POST',
        path: '/api/operators/sessions',
        body: { key },
      })
    ).body,
  );
  const headers = { authorization: `Bearer ${session.accessToken}` };
  const waiting: DeadLetter[] = [];
  for (let after: string | null = ''; after !== null;) {
    const position = after === '' ? '' : `&after=${after}`;
    const page: DeadLetterList = DeadLetterList.parse(
      (
        await send({
          method: 'GET',
          path: `/api/operations/dead-letters?state=waiting&limit=200${position}`,
          headers,
        })
      ).body,
    );
    waiting.push(...page.items);
    after = page.next;
  }
  let refused = 0;
  for (const { id } of waiting) {
    try {
      await send({
        method: 'POST',
        path: `/api/operations/dead-letters/${encodeURIComponent(id)}/replay`,
        headers,
        retryForMs: 5_000,
      });
      console.log(`${id} replayed`);
    } catch (err) {
      if (!(err instanceof Refused || err instanceof Unreachable)) throw err;
      console.log(`${id} not replayed: ${err.message}`);
      refused += 1;
    }
  }
  if (refused > 0)
    throw new Error(
      `${refused} of ${waiting.length} dead letters are still there`,
    );
}

const BUTTONS: Record<string, (api: string) => Promise<void>> = {
  sample,
  'replay-dead-letters': replayDeadLetters,
};

const [name = '', api = ''] = process.argv.slice(2);
const press = BUTTONS[name];
const unknown = () =>
  Promise.reject(new Error(`Buttons: ${Object.keys(BUTTONS).join(', ')}`));
(press ?? unknown)(api).catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
