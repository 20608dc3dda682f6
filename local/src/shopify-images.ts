import { z } from 'zod';
import type { Row, RowProblem } from './shopify-csv';

const MAX_IMAGES = 20;
const MAX_URL = 2000;
const WebAddress = z.url({ protocol: /^https?$/ }).max(MAX_URL);

export interface ImageOfRow {
  line: number;
  url: string;
}

/** The images of a product, in the order of their positions. */
export const imagesOf = (group: readonly Row[]): ImageOfRow[] =>
  group
    .filter((row) => row.imageUrl !== '')
    .sort((a, b) => position(a) - position(b) || a.line - b.line)
    .map(({ line, imageUrl }) => ({ line, url: imageUrl }));

/** The variant's own image first, then the product's; what cannot be taken is told in `left`. */
export function imagesFor(variant: Row, ofProduct: readonly ImageOfRow[]): { images: string[]; left: RowProblem[] } {
  const left: RowProblem[] = [];
  const images = new Set<string>();
  for (const { line, url: given } of [{ line: variant.line, url: variant.variantImageUrl }, ...ofProduct]) {
    const url = given.startsWith('//') ? `https:${given}` : given;
    if (url === '' || images.has(url)) continue;
    const name = `the image "${url.slice(0, 80)}"`;
    if (!WebAddress.safeParse(url).success) left.push({ line, reason: `${name} is left out, it is not a web address` });
    else if (images.size >= MAX_IMAGES) left.push({ line, reason: `${name} is left out, it is beyond the first ${MAX_IMAGES}` });
    else images.add(url);
  }
  return { images: [...images], left };
}

const position = ({ imagePosition }: Row): number =>
  /^\d{1,9}$/.test(imagePosition) ? Number(imagePosition) : Number.MAX_SAFE_INTEGER;
