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
  /** ISO 4217; the file does not name the currency of its prices. */
  currency?: string;
}

/**
 * @throws BadFile; Unreachable or Refused when the vendor's warehouses cannot
 * be read
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
