import { z } from 'zod';
import type { Row } from './shopify-csv';

const MAX_IMAGES = 20;
const MAX_URL = 2000;
const WebAddress = z.url({ protocol: /^https?$/ }).max(MAX_URL);

/** The variant's own image first, then the product's in the order of their positions; what cannot be taken is told in `left`. */
export function productImages(variant: Row, group: readonly Row[]): { images: string[]; left: string[] } {
  const ofProduct = group
    .filter((row) => row.imageUrl !== '')
    .map((row, index) => ({ url: row.imageUrl, position: Number(row.imagePosition || NaN), index }))
    .sort((a, b) => rank(a.position) - rank(b.position) || a.index - b.index)
    .map(({ url }) => url);
  const left: string[] = [];
  const images = new Set<string>();
  for (const url of [variant.variantImageUrl, ...ofProduct].map(complete)) {
    if (url === '' || images.has(url)) continue;
    if (!WebAddress.safeParse(url).success) left.push(`the image "${url.slice(0, 80)}" is not a web address`);
    else if (images.size >= MAX_IMAGES) left.push(`the image "${url.slice(0, 80)}" is beyond the first ${MAX_IMAGES}`);
    else images.add(url);
  }
  return { images: [...images], left };
}

const rank = (position: number) => (Number.isFinite(position) ? position : Number.MAX_SAFE_INTEGER);

const complete = (url: string) => (url.startsWith('//') ? `https:${url}` : url);
