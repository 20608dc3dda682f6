import { z } from 'zod';
import type { Operation } from '../http/operation';
import { publicRoutes } from '../http/public-routes';
import { openApiDocument } from './document';
import { DOCS_POLICY, docsPage } from './page';

const OpenApi = z.looseObject({ openapi: z.string() });

export interface DocsRoutesDeps {
  document: z.infer<typeof OpenApi>;
  page: string;
}

const tag = 'Documents';

export const docsRoutes = publicRoutes<DocsRoutesDeps>();

/** Made once, at the start. */
export function docsOf(operations: readonly Operation[]): DocsRoutesDeps {
  const document = openApiDocument(operations);
  return { document: { ...document }, page: docsPage(document, operations) };
}

docsRoutes.serve(
  {
    method: 'get',
    path: '/api/openapi.json',
    tag,
    caller: 'anyone',
    summary: 'This description',
    answers: [
      {
        status: 200,
        description: 'An OpenAPI 3.1 document',
        schema: OpenApi,
      },
    ],
    cacheControl: 'no-cache',
  },
  ({ document }) => document,
);

docsRoutes.serve(
  {
    method: 'get',
    path: '/api/docs',
    tag,
    caller: 'anyone',
    summary: 'This description to be read',
    answers: [
      {
        status: 200,
        description: 'A page',
        schema: z.string(),
        type: 'text/html',
      },
    ],
    cacheControl: 'no-cache',
  },
  ({ page }, _request, ctx) => {
    ctx.set('content-security-policy', DOCS_POLICY);
    return page;
  },
);
