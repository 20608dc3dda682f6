import { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import { Agent, request } from 'undici';
import { compare, report } from './support/compare';

/**
 * Measures what each hop costs a shopper, one request at a time, on the
 * marketplace that `npm start` runs. A hop over two sidecars costs about ten
 * times a direct call; an actor's turn as much again.
 */
async function main() {
  const { urls, parts } = await readEndpoints();
  const dispatcher = new Agent({ connections: 1 });
  const get = async (path: string, origin = urls.api) => {
    const { statusCode, body } = await request(new URL(path, origin), {
      dispatcher,
    });
    const text = await body.text();
    if (statusCode !== 200)
      throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 200)}`);
    return text;
  };
  const [first] = CataloguePage.parse(
    JSON.parse(await get('/api/products?limit=1')),
  ).items;
  if (!first)
    throw new Error(
      'The catalogue is empty: start with the sample catalogue (`npm start`)',
    );

  const inner = `http://127.0.0.1:${parts['marketplace']?.port}`;
  const bare = { name: 'bare', run: () => get('/livez', inner) };
  const list = { name: 'list', run: () => get('/api/products?limit=24') };
  const one = { name: 'one', run: () => get(`/api/products/${first.id}`) };
  report([
    await compare(
      {
        measure: 'list of 24 (no hop) ÷ empty answer',
        side: list,
        base: bare,
        goal: 8,
      },
      100,
    ),
    await compare(
      {
        measure: 'one product, live (two hops at once, actor) ÷ list',
        side: one,
        base: list,
        goal: 25,
      },
      100,
    ),
  ]);
  await dispatcher.close();
}

void main();
