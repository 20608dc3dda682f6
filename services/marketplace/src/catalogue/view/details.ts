import { TaxClass } from '@souk/contracts/products/views';
import { z } from 'zod';
import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import type { CatalogueDb } from './db';

/** What the view knows of a product page; its stock is asked live. */
export interface ProductDetails extends Omit<
  ProductView,
  'stock' | 'stockProblem' | 'vendor'
> {
  vendorId: string;
  /** Undefined while the registration has not arrived. */
  vendorName: string | undefined;
}

const Row = z.object({
  id: z.string(),
  version: z.int(),
  active: z.int(),
  vendor_id: z.string(),
  vendor_name: z.string().nullable(),
  name: z.string(),
  category: z.string(),
  amount_minor: z.int(),
  currency: z.string(),
  sku: z.string().nullable(),
  weight_grams: z.int().nullable(),
  tax_class: z.string().nullable(),
  images: z.string(),
  attributes: z.string(),
  description: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
const Rows = z.array(Row);
const Images = z.array(z.string());
const Attributes = z.record(z.string(), z.string());

const PRODUCT = `
SELECT p.id, p.version, p.active, p.vendor_id, v.name AS vendor_name, p.name, p.category, p.amount_minor, p.currency,
  p.sku, p.weight_grams, p.tax_class, p.images, p.attributes, p.description, p.created_at, p.updated_at
FROM product p LEFT JOIN vendor v ON v.id = p.vendor_id WHERE p.id = :id`;

/**
 * Undefined when the owner has to be asked: the product is not known here, or
 * not all of it.
 */
export function detailsOf(
  db: CatalogueDb,
  id: string,
): ProductDetails | 'archived' | undefined {
  const [row] = Rows.parse(db.read(PRODUCT, { id }));
  if (!row) return undefined;
  if (row.active === 0) return 'archived';
  if (row.description === null) return undefined;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    category: row.category,
    price: { amountMinor: row.amount_minor, currency: row.currency },
    sku: row.sku,
    ...deliveryOf(row.weight_grams, row.tax_class),
    images: Images.parse(JSON.parse(row.images)),
    attributes: Attributes.parse(JSON.parse(row.attributes)),
    vendorId: row.vendor_id,
    vendorName: row.vendor_name ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

/** A class that only a later version knows is left out. */
export function deliveryOf(
  weightGrams: number | null | undefined,
  taxClass: string | null | undefined,
): Pick<ProductView, 'weightGrams' | 'taxClass'> {
  const known = TaxClass.safeParse(taxClass).data;
  return {
    ...(weightGrams == null ? {} : { weightGrams }),
    ...(known === undefined ? {} : { taxClass: known }),
  };
}
