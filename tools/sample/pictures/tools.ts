import { css, lighter, type Colour } from './colour';
import type { Motif } from './scene';

const STEEL: Colour = [0.8, 0.008, 240];
const WOOD: readonly [Colour, ...Colour[]] = [
  [0.55, 0.08, 55],
  [0.42, 0.06, 45],
  [0.68, 0.08, 70],
];

const tilted = (inner: string, degrees: number) =>
  `<g transform="rotate(${degrees} 400 500)">${inner}</g>`;
const rivets = (x: number, ys: number[]) =>
  ys
    .map(
      (y) =>
        `<circle cx="${x}" cy="${y}" r="8" fill="${css([0.82, 0.06, 85])}"/>`,
    )
    .join('');

export const knife: Motif = {
  lying: true,
  draw(brush) {
    const { chance, words } = brush;
    const wide = /nakiri|chef|bread/.test(words)
      ? 96
      : /paring|petty|oyster|cheese|graft/.test(words)
        ? 50
        : 70;
    const long = /paring|oyster|cheese|graft/.test(words) ? 270 : 430;
    const top = 560 - long;
    const tip = /nakiri/.test(words)
      ? `L${400 - wide} ${top + 16}Q${400 - wide} ${top} 412 ${top}`
      : `Q${400 - wide} ${top + 120} 412 ${top}`;
    const blade = `<path d="M412 560H${400 - wide}V${top + 170}${tip}z" fill="${brush.round(STEEL)}"/><path d="M${406 - wide} 556V${top + 190}" stroke="#fff" stroke-width="7" opacity=".7"/>`;
    const wood = chance.pick(WOOD);
    const grip = `<rect x="352" y="556" width="66" height="40" fill="${css(lighter(STEEL, -0.2))}"/><path d="M350 590h72q10 130-2 220-36 22-70 0-10-100 0-220z" fill="${brush.round(wood)}"/>${rivets(386, [640, 710, 780])}`;
    const one = tilted(blade + grip, chance.between(14, 34));
    return /set of four|steak/.test(words)
      ? [-150, -50, 50, 150]
          .map((dx) => `<g transform="translate(${dx} 0)">${blade}${grip}</g>`)
          .join('')
      : one;
  },
};

export const pan: Motif = {
  lying: true,
  draw(brush) {
    const { chance, words, colour } = brush;
    const grip = `<rect x="372" y="600" width="56" height="330" rx="26" fill="${brush.round(chance.pick(WOOD))}"/><circle cx="400" cy="896" r="12" fill="#2b2119"/>`;
    const rim = `<circle cx="400" cy="420" r="262" fill="${brush.flat(lighter(colour, 0.05))}"/><circle cx="400" cy="420" r="240" fill="${css(lighter(colour, -0.1))}"/><circle cx="400" cy="428" r="200" fill="${brush.flat(lighter(colour, -0.05))}"/>`;
    const light =
      '<path d="M240 330q60-90 160-100" stroke="#fff" stroke-width="14" stroke-linecap="round" fill="none" opacity=".35"/>';
    return tilted(
      (/casserole|stock|steamer|kettle|tin|roasting/.test(words)
        ? ears(colour)
        : grip) +
        rim +
        light,
      chance.between(18, 40),
    );
  },
};

const ears = (colour: Colour) =>
  [90, 710]
    .map(
      (x) =>
        `<rect x="${x - 45}" y="350" width="90" height="140" rx="44" fill="none" stroke="${css(lighter(colour, -0.05))}" stroke-width="28"/>`,
    )
    .join('');

/** Heads of garden tools, pointing up from the end of the shaft. */
const HEADS: readonly [RegExp, string][] = [
  [
    /fork/,
    'M300 170v210q0 60 100 60t100-60V170h-30v180h-55V150h-30v200h-55V170z',
  ],
  [/hoe|weeder/, 'M386 470l6-190-150 24v-66q110-40 176-18l-4 250z'],
  [/spade/, 'M300 160h200v210q0 80-100 90-100-10-100-90z'],
  [
    /secateur|shear|saw/,
    'M350 440q-110-130-60-290 60 120 110 240 50-120 110-240 50 160-60 290z',
  ],
];
const TROWEL = 'M400 130q110 120 90 260-30 60-90 70-60-10-90-70-20-140 90-260z';

export const gardenTool: Motif = {
  lying: true,
  draw(brush) {
    const { chance, words } = brush;
    const wood = chance.pick(WOOD);
    const head = HEADS.find(([pattern]) => pattern.test(words))?.[1] ?? TROWEL;
    const shaft = `<path d="M386 440h28v130h-28z" fill="${css(lighter(STEEL, -0.16))}"/><path d="M372 560h56l10 280q-38 34-76 0z" fill="${brush.round(wood)}"/><path d="M374 590h52" stroke="${css([0.76, 0.1, 85])}" stroke-width="10"/>`;
    return tilted(
      `${shaft}<path d="${head}" fill="${brush.round(lighter(STEEL, -0.12))}"/>`,
      chance.between(-32, 32),
    );
  },
};

export const wateringCan: Motif = {
  draw(brush) {
    const green: Colour = [0.48, 0.05, 155];
    const spout = `<path d="M500 700L690 470" stroke="${brush.round(green)}" stroke-width="34"/><ellipse cx="700" cy="456" rx="56" ry="26" transform="rotate(50 700 456)" fill="${css(lighter(green, 0.1))}"/>`;
    const grip = `<path d="M210 560q-90-200 120-220 130-6 160 180" fill="none" stroke="${css(lighter(green, -0.06))}" stroke-width="22"/>`;
    return `${grip}${spout}<path d="M210 540h290v240q0 24-30 24H240q-30 0-30-24z" fill="${brush.round(green)}"/><ellipse cx="355" cy="540" rx="145" ry="26" fill="${css(lighter(green, 0.07))}"/>`;
  },
};

/** A slender thing: pens, pencils, pumps, rods. */
export const slender: Motif = {
  lying: true,
  draw(brush) {
    const { colour, words, chance } = brush;
    const many = /twelve|pencils|pick-up|crayon/.test(words) ? 7 : 1;
    const one = (n: number) => {
      const body =
        many === 1 ? colour : ([0.62, 0.12, (n * 57) % 360] as const);
      const tip = /pump|rod|rope/.test(words)
        ? ''
        : `<path d="M378 250l22-90 22 90z" fill="${css([0.78, 0.07, 75])}"/><path d="M394 186l6-26 6 26z" fill="#2b2620"/>`;
      return `<g transform="translate(${(n - (many - 1) / 2) * 62} ${chance.between(-30, 30).toFixed(0)})">${tip}<rect x="378" y="250" width="44" height="520" fill="${brush.round(body)}"/><rect x="378" y="720" width="44" height="60" rx="8" fill="${css([0.75, 0.09, 82])}"/></g>`;
    };
    return tilted(
      Array.from({ length: many }, (_, n) => one(n)).join(''),
      chance.between(18, 38),
    );
  },
};
