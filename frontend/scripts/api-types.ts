import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../../services/marketplace/src/api-docs/document';
import { OPERATIONS } from '../../services/marketplace/src/api-docs/operations';

const FILE = join(import.meta.dirname, '..', 'src', 'lib', 'api-types.ts');
const HEAD =
  "// Made by `npm run api -w @souk/frontend` from the marketplace's OpenAPI document; not to be edited.\n\n";

/** Writes the types of the API's client; with `--check` only says whether they are those of the document. */
async function main(): Promise<void> {
  const document = JSON.stringify(openApiDocument(OPERATIONS));
  const made = HEAD + astToString(await openapiTS(document));
  if (!process.argv.includes('--check')) return writeFile(FILE, made);
  if ((await readFile(FILE, 'utf8').catch(() => '')) === made) return;
  console.error(
    'frontend/src/lib/api-types.ts is not of the current OpenAPI document: npm run api -w @souk/frontend',
  );
  process.exitCode = 1;
}

await main();
