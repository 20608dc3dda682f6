import Router from '@koa/router';
import { open } from '@souk/platform/http/policy';
import { DOCS_POLICY, docsPage } from './page';
import { openApiDocument } from './document';

export function docsRoutes(): Router {
  const document = openApiDocument();
  const page = docsPage(document);
  const router = new Router();

  router.get('/api/openapi.json', open(), (ctx) => {
    ctx.set('cache-control', 'no-cache');
    ctx.body = document;
  });

  router.get('/api/docs', open(), (ctx) => {
    ctx.set({
      'cache-control': 'no-cache',
      'content-security-policy': DOCS_POLICY,
    });
    ctx.type = 'html';
    ctx.body = page;
  });

  return router;
}
