import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { chance } from './chance';
import { colourOf, wallOf } from './colour';
import { motifFor } from './motifs';
import { scene } from './scene';

const SAMPLE = join(import.meta.dirname, '..');

export interface Drawing {
  /** Under /pictures. */
  path: string;
  svg: string;
}

interface Row {
  Handle: string;
  Title: string;
  Type: string;
  'Image Src': string;
  'Variant Image': string;
}

/** What a second picture shows of the first. */
const CLOSE_UP = 'viewBox="230 330 430 538"';

/**
 * A picture for each product of the sample catalogue:
 * `<its file>/<its handle>.svg`.
 */
export function sampleDrawings(): Drawing[] {
  return readdirSync(SAMPLE)
    .filter((file) => file.endsWith('.csv'))
    .flatMap((file) =>
      drawingsOf(
        basename(file, '.csv'),
        parse<Row>(readFileSync(join(SAMPLE, file)), { columns: true }),
      ),
    );
}

function drawingsOf(folder: string, rows: readonly Row[]): Drawing[] {
  const heads = new Map(
    rows.filter(({ Title }) => Title !== '').map((row) => [row.Handle, row]),
  );
  const named = rows.flatMap((row) =>
    [row['Image Src'], row['Variant Image']].map(
      (image) => [image, heads.get(row.Handle)] as const,
    ),
  );
  return [...new Map(named)].flatMap(([image, head]) => {
    const name = /([^/]+)\.svg$/.exec(image)?.[1];
    return name === undefined || head === undefined
      ? []
      : [{ path: `${folder}/${name}.svg`, svg: draw(head, name) }];
  });
}

/**
 * A picture's name says what it shows: the thing, one of its colours, or a part
 * of it from near by.
 */
function draw({ Title, Type }: Row, name: string): string {
  const whole = name.replace(/-detail$/, '');
  const luck = chance(whole);
  const words = `${Title} ${whole}`.toLowerCase();
  const colour = colourOf(words, luck);
  const svg = scene(
    motifFor(Type, Title),
    { colour, wall: wallOf(colour, luck) },
    words,
    luck,
  );
  return whole === name ? svg : svg.replace(/viewBox="[^"]*"/, CLOSE_UP);
}
