import { css, lighter, type Colour } from './colour';
import { FLOOR, type Brush } from './scene';

/**
 * Half of an outline from top to bottom: how far up from the floor, and how
 * wide to one side.
 */
export type Profile = readonly (readonly [up: number, half: number])[];

const MIDDLE = 400;
/** How far one looks down on it: an ellipse's height by its width. */
const TILT = 0.16;

interface Turned {
  colour: Colour;
  x?: number;
  floor?: number;
  /** Open things show their inside. */
  inside?: Colour;
}

/**
 * A thing turned on a wheel or a lathe: its outline smoothed, lit from the
 * left, with the ellipse of its rim.
 */
export function turned(
  brush: Brush,
  profile: Profile,
  { colour, x = MIDDLE, floor = FLOOR, inside }: Turned,
): string {
  const right = profile.map(([up, half]) => [x + half, floor - up] as const);
  const left = profile
    .map(([up, half]) => [x - half, floor - up] as const)
    .reverse();
  const [, rim = 0] = profile[0] ?? [];
  const [, foot = 0] = profile.at(-1) ?? [];
  const top = right[0]?.[1] ?? 0;
  const bottom = `A${foot} ${foot * TILT} 0 0 1 ${x - foot} ${floor}`;
  const body = `M${right[0]?.join(' ') ?? ''}${smooth(right)}${bottom}${smooth(left)}A${rim} ${rim * TILT} 0 0 1 ${x + rim} ${top}z`;
  const mouth = `<ellipse cx="${x}" cy="${top}" rx="${rim}" ry="${rim * TILT}" fill="${css(lighter(colour, 0.06))}"/>`;
  const hollow =
    inside === undefined
      ? ''
      : `<ellipse cx="${x}" cy="${top + 2}" rx="${rim * 0.93}" ry="${rim * TILT * 0.84}" fill="${brush.round(inside)}"/>`;
  return `<path d="${body}" fill="${brush.round(colour)}"/>${mouth}${hollow}`;
}

/**
 * A curve through all points (Catmull–Rom as cubic Béziers); the pen stands at
 * the first.
 */
function smooth(points: readonly (readonly [number, number])[]): string {
  let path = '';
  for (let n = 0; n < points.length - 1; n += 1) {
    const [a, b] = [points[n], points[n + 1]];
    if (!a || !b) continue;
    const before = points[n - 1] ?? a;
    const after = points[n + 2] ?? b;
    const first = [
      a[0] + (b[0] - before[0]) / 6,
      a[1] + (b[1] - before[1]) / 6,
    ];
    const second = [b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6];
    path += `C${[...first, ...second, ...b].map((v) => v.toFixed(1)).join(' ')}`;
  }
  return path;
}

/** A loop at the right side, as of a mug. */
export function handle(
  brush: Brush,
  {
    x,
    top,
    bottom,
    out,
    colour,
  }: { x: number; top: number; bottom: number; out: number; colour: Colour },
): string {
  const d = `M${x} ${top}C${x + out} ${top - 14} ${x + out} ${bottom + 14} ${x - 12} ${bottom}`;
  return `<path d="${d}" fill="none" stroke="${css(lighter(colour, -0.12))}" stroke-width="30" stroke-linecap="round"/><path d="${d}" fill="none" stroke="${brush.round(colour)}" stroke-width="22" stroke-linecap="round"/>`;
}

export const shadow = (x: number, half: number, floor = FLOOR): string =>
  `<ellipse cx="${x + half * 0.25}" cy="${floor}" rx="${half * 1.1}" ry="${half * 0.16}" fill="#241708" opacity=".3" filter="url(#b)"/>`;
