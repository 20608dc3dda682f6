import { readFile } from 'node:fs/promises';
import {
  importProducts,
  readExport,
  type ImportOptions,
  type ImportSummary,
} from '@souk/shopify/import-products';
import type { VendorApi } from '@souk/shopify/vendor-api';

export interface ImportFileOptions extends ImportOptions {
  file: string;
  /** ISO 4217; the file does not say in which currency its prices are. */
  currency?: string;
}

/**
 * @throws BadFile; Unreachable or Refused when not even the warehouses can be
 * read
 */
export async function importFile(
  api: VendorApi,
  { file, currency = 'EUR', ...options }: ImportFileOptions,
): Promise<ImportSummary> {
  return importProducts(
    api,
    readExport(await readFile(file), currency),
    options,
  );
}
