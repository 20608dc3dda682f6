import type { Chance } from './chance';

/** Hue in degrees, chroma and lightness as OKLCH has them. */
export type Colour = readonly [lightness: number, chroma: number, hue: number];

export const css = ([l, c, h]: Colour, alpha = 1): string =>
  `oklch(${l.toFixed(3)} ${c.toFixed(3)} ${h.toFixed(0)}${alpha === 1 ? '' : ` / ${alpha}`})`;

export const lighter = ([l, c, h]: Colour, by: number): Colour => [
  Math.min(0.99, Math.max(0.05, l + by)),
  c,
  h,
];

/** Words of a name that say of which colour a thing is. */
const NAMED: readonly [RegExp, Colour][] = [
  [/indigo|denim|night|blue|lavender/, [0.45, 0.09, 265]],
  [
    /charcoal|cast.iron|black|lamp|lapsang|gunpowder|tyre|tube|urfa/,
    [0.32, 0.01, 60],
  ],
  [
    /copper|cinnamon|walnut|leather|satchel|espresso|pu.erh|hojicha|tellicherry/,
    [0.5, 0.09, 50],
  ],
  [
    /brass|honey|bees|saffron|turmeric|chamomile|sunflower|mango|citron/,
    [0.76, 0.12, 82],
  ],
  [/oak|ash|pear|maple|cork|beech|willow|jute|cedar|tan /, [0.72, 0.07, 70]],
  [
    /persimmon|paprika|chilli|harissa|rooibos|orange|tomato|salmon|kilim/,
    [0.6, 0.15, 40],
  ],
  [
    /rose|sumac|barberr|beetroot|sweet.pea|pomegranate|fair.isle/,
    [0.55, 0.14, 15],
  ],
  [
    /green|matcha|sencha|olive|mint|kale|za.atar|cardamom|rosemary|laurel|fig|peppermint|broccoli|palm/,
    [0.58, 0.08, 135],
  ],
  [
    /white|linen|percale|oat|salt|milk|plain|unscented|marcella|poplin|laid|angora|sheepskin/,
    [0.93, 0.015, 85],
  ],
  [/steel|stainless|aluminium|knife|chain|dynamo|tin\b/, [0.75, 0.01, 240]],
];

const QUIET: readonly [Colour, ...Colour[]] = [
  [0.62, 0.09, 35],
  [0.58, 0.06, 150],
  [0.5, 0.07, 250],
  [0.72, 0.08, 75],
  [0.66, 0.06, 20],
  [0.42, 0.04, 180],
  [0.85, 0.03, 85],
];

export const colourOf = (words: string, { pick, between }: Chance): Colour => {
  const [l, c, h] =
    NAMED.find(([pattern]) => pattern.test(words))?.[1] ?? pick(QUIET);
  return [l + between(-0.03, 0.03), c, h + between(-6, 6)];
};

const WALLS: readonly [Colour, ...Colour[]] = [
  [0.9, 0.022, 75],
  [0.87, 0.03, 50],
  [0.86, 0.025, 150],
  [0.86, 0.022, 230],
  [0.83, 0.035, 35],
  [0.88, 0.03, 100],
];

/** A wall the thing stands out from. */
export function wallOf(thing: Colour, { pick }: Chance): Colour {
  const wall = pick(WALLS);
  return Math.abs(thing[0] - wall[0]) < 0.12 ? [0.62, 0.045, wall[2]] : wall;
}
