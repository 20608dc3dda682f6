import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { market } from '../support/market';

const INDEX =
  '<!doctype html><title>Souk</title><script type="module" src="/assets/app-1a2b.js"></script>';
const SCRIPT = 'console.log("the shop");'.repeat(50);

function shop() {
  const webDir = join(mkdtempSync(join(tmpdir(), 'souk-pages-')), 'dist');
  mkdirSync(join(webDir, 'assets'), { recursive: true });
  mkdirSync(join(webDir, 'api'));
  writeFileSync(join(webDir, '..', 'secret.txt'), 'not for you');
  writeFileSync(join(webDir, 'index.html'), INDEX);
  writeFileSync(join(webDir, '.built-from'), 'a hash');
  writeFileSync(
    join(webDir, 'favicon.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
  );
  mkdirSync(join(webDir, 'pictures', 'kiln-clay'), { recursive: true });
  writeFileSync(
    join(webDir, 'pictures', 'kiln-clay', 'mug.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
  );
  writeFileSync(join(webDir, 'api', 'products'), 'not the API');
  writeFileSync(join(webDir, 'assets', 'app-1a2b.js'), SCRIPT);
  writeFileSync(
    join(webDir, 'assets', 'app-1a2b.js.br'),
    brotliCompressSync(SCRIPT),
  );
  writeFileSync(join(webDir, 'assets', 'app-1a2b.js.gz'), gzipSync(SCRIPT));
  return market({}, { webDir }).api;
}

const navigation = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the page', () => {
  it('comes with a policy for our own files only, and is revalidated each time', async () => {
    const { text, headers } = await shop()
      .get('/')
      .set(navigation)
      .expect(200)
      .expect('content-type', /^text\/html/);
    expect(text).toBe(INDEX);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it.each([
    '/products/prod-1',
    '/console/products',
    '/search?q=mug',
    '/no-such-page',
  ])('is there for %s too', async (path) => {
    expect((await shop().get(path).set(navigation).expect(200)).text).toBe(
      INDEX,
    );
  });

  it('is not sent again while it is the same', async () => {
    const api = shop();
    const { headers } = await api.get('/').set(navigation).expect(200);
    const again = await api
      .get('/')
      .set({ ...navigation, 'if-none-match': String(headers['etag']) })
      .expect(304);
    expect(again.text).toBe('');
  });

  it.each([
    ['/api/nothing', navigation],
    ['/api', navigation],
    ['/events/x', navigation],
    ['/dapr/x', navigation],
    ['/actors/x', navigation],
    ['/metrics/x', navigation],
    ['/assets/gone-9f.js', navigation],
    ['/picture.png', navigation],
    ['/products/prod-1', { accept: '*/*' }],
    ['/.built-from', navigation],
    ['/%2e%2e/secret.txt', navigation],
    ['/..%2fsecret.txt', navigation],
    ['/assets/%00', { accept: '*/*' }],
    ['/%E0%A4%A', { accept: '*/*' }],
    ['/assets', { accept: '*/*' }],
  ])('does not answer %s with %j', async (path, headers) => {
    const { text, status } = await shop().get(path).set(headers);
    expect([
      text.includes('<script'),
      text.includes('not for you'),
      status >= 400 && status < 500,
    ]).toEqual([false, false, true]);
  });

  it('takes no other method', async () => {
    await shop().post('/').set(navigation).expect(404);
    await shop().head('/').set(navigation).expect(200);
  });

  it('is missing without a folder', async () => {
    await market().api.get('/').set(navigation).expect(404);
  });

  it('is missing while its folder is, and the API still answers', async () => {
    const { api } = market(
      {},
      { webDir: join(tmpdir(), 'souk-no-such-pages') },
    );
    await api
      .get('/')
      .set(navigation)
      .expect(404)
      .expect('content-type', /problem\+json/);
    await api.get('/assets/app-1a2b.js').expect(404);
    await api.get('/api/products').expect(200);
  });
});

describe('a file of the page', () => {
  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('for a reader of %s is cached for a year', async (accepted, encoding) => {
    const answer = await shop()
      .get('/assets/app-1a2b.js')
      .set('accept-encoding', accepted)
      .buffer(true)
      .expect(200);
    expect(answer.headers['content-type']).toMatch(/javascript/);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['vary']).toMatch(/accept-encoding/i);
    expect(answer.headers['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });

  it.each(['/assets/..%2findex.html', '/assets/%2e%2e/index.html'])(
    'reached by %s is never cached as another file would be',
    async (path) => {
      const { headers, status } = await shop().get(path).set(navigation);
      if (status === 200) expect(headers['cache-control']).toBe('no-cache');
      else expect(status).toBe(404);
    },
  );

  it('without a hash in its name is revalidated each time', async () => {
    const { headers } = await shop().get('/favicon.svg').expect(200);
    expect(headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'image/svg+xml',
    });
  });

  it('that is a picture of the demo catalogue is cached for an hour, may run nothing, and is a 404 when missing', async () => {
    const { headers } = await shop()
      .get('/pictures/kiln-clay/mug.svg')
      .expect(200);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=3600',
      'content-type': 'image/svg+xml',
    });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    await shop()
      .get('/pictures/kiln-clay/gone.svg')
      .set(navigation)
      .expect(404);
  });

  it('never hides the API', async () => {
    const { headers } = await shop().get('/api/products').expect(200);
    expect(headers['content-type']).toMatch(/json/);
  });
});
