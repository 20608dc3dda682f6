/**
 * The query of a product list. It lives in the URL, so it can be shared,
 * reloaded and gone back to.
 */
export interface ShopQuery {
  q?: string;
  category?: string;
  vendorId?: string;
  minPrice?: number;
  maxPrice?: number;
  inStockOnly?: true;
  sort: Sort;
}

export const SORTS = {
  newest: 'Newest',
  price: 'Price, low to high',
  '-price': 'Price, high to low',
  name: 'Name',
} as const;
export type Sort = keyof typeof SORTS;

const isSort = (value: string | null): value is Sort =>
  value !== null && Object.hasOwn(SORTS, value);

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** Reads the URL, which anybody may have typed; invalid values are ignored. */
export function readShopQuery(params: URLSearchParams): ShopQuery {
  const text = (name: string, limit: number) =>
    params.get(name)?.trim().slice(0, limit) || undefined;
  const sort = params.get('sort');
  const vendorId = text('vendor', 64);
  const [low, high] = [
    wholeNumber(params.get('min')),
    wholeNumber(params.get('max')),
  ];
  const crossed = low !== undefined && high !== undefined && low > high;
  return withoutEmpty({
    q: text('q', 200),
    category: text('category', 80),
    vendorId:
      vendorId !== undefined && /^[\w-]+$/.test(vendorId)
        ? vendorId
        : undefined,
    minPrice: crossed ? high : low,
    maxPrice: crossed ? low : high,
    inStockOnly: params.get('stock') === 'in' ? true : undefined,
    sort: isSort(sort) ? sort : 'newest',
  });
}

/** The shortest URL parameters for this query. */
export function writeShopQuery(query: {
  [K in keyof ShopQuery]?: ShopQuery[K] | undefined;
}): URLSearchParams {
  const { q, category, vendorId, minPrice, maxPrice, inStockOnly, sort } =
    query;
  const named = {
    q,
    category,
    vendor: vendorId,
    min: minPrice,
    max: maxPrice,
    stock: inStockOnly ? 'in' : undefined,
    sort: sort === 'newest' ? undefined : sort,
  };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(named))
    if (value !== undefined) params.set(name, String(value));
  return params;
}

/** The number of active filters. */
export const filtersIn = ({
  category,
  vendorId,
  minPrice,
  maxPrice,
  inStockOnly,
}: ShopQuery): number =>
  [category, vendorId, minPrice ?? maxPrice, inStockOnly].filter(
    (value) => value !== undefined,
  ).length;

type Filled<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutEmpty<T extends object>(value: T): Filled<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== undefined),
  ) as Filled<T>;
}
