import { ImageAddress } from '@souk/contracts/products/views';
import type { Row, RowProblem } from './csv';

const MAX_IMAGES = 20;

export interface Images {
  images: string[];
  /** Images that were skipped, with the reason. */
  rejected: RowProblem[];
}

/** The images of a product, in the order of their positions. */
export function imagesOf(group: readonly Row[]): Images {
  const inOrder = group
    .filter((row) => row.imageUrl !== '')
    .sort((a, b) => position(a) - position(b) || a.line - b.line);
  return accepted(
    inOrder.map(({ line, imageUrl }) => ({ line, url: imageUrl })),
  );
}

/** The variant's own image, then those of its product. */
export function imagesFor(
  { line, variantImageUrl: own }: Row,
  ofProduct: readonly string[],
): Images {
  const candidates = [own, ...ofProduct].filter((url) => url !== '');
  return accepted(candidates.map((url) => ({ line, url })));
}

function accepted(candidates: { line: number; url: string }[]): Images {
  const images = new Set<string>();
  const left: RowProblem[] = [];
  for (const { line, url: given } of candidates) {
    const url = given.startsWith('//') ? `https:${given}` : given;
    const name = `the image "${url.slice(0, 80)}"`;
    if (images.has(url)) continue;
    if (!ImageAddress.safeParse(url).success)
      left.push({
        line,
        reason: `${name} is left out, it is not a web address`,
      });
    else if (images.size >= MAX_IMAGES)
      left.push({
        line,
        reason: `${name} is left out, it is beyond the first ${MAX_IMAGES}`,
      });
    else images.add(url);
  }
  return { images: [...images], rejected: left };
}

const position = ({ imagePosition }: Row): number =>
  /^\d{1,9}$/.test(imagePosition)
    ? Number(imagePosition)
    : Number.MAX_SAFE_INTEGER;
