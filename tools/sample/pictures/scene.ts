import type { Chance } from './chance';
import { css, lighter, type Colour } from './colour';

const WIDTH = 800;
const HEIGHT = 1000;
/** Where a thing stands. */
export const FLOOR = 800;

/** What a motif draws with. */
export interface Brush {
  chance: Chance;
  colour: Colour;
  /** The name and type, in lower case. */
  words: string;
  /** A gradient across a round thing, lit from the left; the fill to use. */
  round(colour: Colour): string;
  /** Light from above on a flat thing; the fill to use. */
  flat(colour: Colour): string;
}

export interface Motif {
  /**
   * Standing things have a table under them; lying ones are seen from above.
   */
  lying?: boolean;
  draw(brush: Brush): string;
}

interface Palette {
  wall: Colour;
  colour: Colour;
}

export function scene(
  motif: Motif,
  { wall, colour }: Palette,
  words: string,
  chance: Chance,
): string {
  const defs: string[] = [];
  const gradient = (direction: string, stops: readonly [number, Colour][]) => {
    const id = `g${defs.length}`;
    const all = stops
      .map(([at, stop]) => `<stop offset="${at}" stop-color="${css(stop)}"/>`)
      .join('');
    defs.push(
      `<linearGradient id="${id}" ${direction}>${all}</linearGradient>`,
    );
    return `url(#${id})`;
  };
  const brush: Brush = {
    chance,
    colour,
    words,
    round: (c) =>
      gradient('x1="0" x2="1" y1="0" y2="0"', [
        [0, lighter(c, -0.06)],
        [0.26, lighter(c, 0.07)],
        [0.6, lighter(c, -0.03)],
        [1, lighter(c, -0.17)],
      ]),
    flat: (c) =>
      gradient('x1="0" x2="0.7" y1="0" y2="1"', [
        [0, lighter(c, 0.05)],
        [1, lighter(c, -0.06)],
      ]),
  };
  const thing = motif.draw(brush);
  const ground = motif.lying
    ? lyingGround(wall, gradient)
    : standingGround(wall, gradient, chance);
  const shade = motif.lying ? 'filter="url(#s)"' : '';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">` +
    `<defs><filter id="b" x="-40%" y="-80%" width="180%" height="260%"><feGaussianBlur stdDeviation="22"/></filter>` +
    `<filter id="s" x="-20%" y="-20%" width="140%" height="140%"><feDropShadow dx="16" dy="22" stdDeviation="18" flood-color="#241708" flood-opacity=".34"/></filter>` +
    `${defs.join('')}</defs>${ground}<g ${shade}>${thing}</g></svg>\n`
  );
}

type Gradient = (
  direction: string,
  stops: readonly [number, Colour][],
) => string;

const rectangle = (y: number, height: number, fill: string) =>
  `<rect y="${y}" width="${WIDTH}" height="${height}" fill="${fill}"/>`;

/** Light that falls through a window, a little across. */
const daylight = (x: number) =>
  `<path d="M${x} 0h230l210 ${HEIGHT}h-300z" fill="#fff" opacity=".13" filter="url(#b)"/>`;

const lyingGround = (wall: Colour, gradient: Gradient) =>
  rectangle(
    0,
    HEIGHT,
    gradient('x1="0" x2="1" y1="0" y2="1"', [
      [0, lighter(wall, 0.04)],
      [1, lighter(wall, -0.05)],
    ]),
  ) + daylight(90);

function standingGround(
  wall: Colour,
  gradient: Gradient,
  { between }: Chance,
): string {
  const back = gradient('x1="0" x2="1" y1="0" y2="0.4"', [
    [0, lighter(wall, 0.05)],
    [1, lighter(wall, -0.06)],
  ]);
  const table = lighter([wall[0], wall[1] * 0.9, wall[2] - 12], -0.1);
  const top = gradient('x1="0" x2="0" y1="0" y2="1"', [
    [0, lighter(table, 0.03)],
    [1, lighter(table, -0.04)],
  ]);
  return (
    rectangle(0, 730, back) +
    daylight(between(20, 160)) +
    rectangle(724, HEIGHT - 724, top) +
    `<ellipse cx="470" cy="${FLOOR - 4}" rx="290" ry="34" fill="#241708" opacity=".38" filter="url(#b)"/>`
  );
}
