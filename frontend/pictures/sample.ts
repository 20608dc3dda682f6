import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { chance } from './chance';
import { colourOf, wallOf } from './colour';
import { motifFor } from './motifs';
import { scene } from './scene';

const SAMPLE = join(import.meta.dirname, '..', '..', 'local', 'sample');

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
}

/** What a second picture shows of the first. */
const CLOSE_UP = 'viewBox="230 330 430 538"';

/** A picture for each product of the sample catalogue: `<its file>/<its handle>.svg`. */
export function sampleDrawings(): Drawing[] {
  return readdirSync(SAMPLE)
    .filter((file) => file.endsWith('.csv'))
    .flatMap((file) => drawingsOf(basename(file, '.csv'), parse<Row>(readFileSync(join(SAMPLE, file)), { columns: true })));
}

function drawingsOf(folder: string, rows: readonly Row[]): Drawing[] {
  const heads = new Map(rows.filter(({ Title }) => Title !== '').map((row) => [row.Handle, row]));
  const detailed = new Set(rows.map((row) => row['Image Src']).filter((image) => image.endsWith('-detail.svg')));
  return [...heads.values()].flatMap((row) => {
    const whole = { path: `${folder}/${row.Handle}.svg`, svg: draw(row) };
    const path = `${folder}/${row.Handle}-detail.svg`;
    if (!detailed.has(`/pictures/${path}`)) return [whole];
    return [whole, { path, svg: whole.svg.replace(/viewBox="[^"]*"/, CLOSE_UP) }];
  });
}

function draw({ Handle, Title, Type }: Row): string {
  const luck = chance(Handle);
  const words = `${Title} ${Handle}`.toLowerCase();
  const colour = colourOf(words, luck);
  return scene(motifFor(Type, Title), { colour, wall: wallOf(colour, luck) }, words, luck);
}
