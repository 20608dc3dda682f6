import { css, lighter, type Colour } from './colour';
import { turned } from './lathe';
import { FLOOR, type Motif } from './scene';

const PAINTS: readonly Colour[] = [
  [0.58, 0.14, 30],
  [0.74, 0.13, 80],
  [0.56, 0.09, 150],
  [0.52, 0.09, 245],
  [0.66, 0.09, 10],
];
const paint = (n: number): Colour =>
  PAINTS[n % PAINTS.length] ?? [0.6, 0.1, 40];

export const arches: Motif = {
  draw: (brush) =>
    [0, 1, 2, 3, 4]
      .map((n) => {
        const r = 280 - n * 54;
        return `<path d="M${400 - r} ${FLOOR}a${r} ${r} 0 0 1 ${2 * r} 0h-46a${r - 46} ${r - 46} 0 0 0-${2 * (r - 46)} 0z" fill="${brush.flat(paint(n))}"/>`;
      })
      .join(''),
};

const block = (x: number, y: number, size: number, colour: Colour) =>
  `<path d="M${x} ${y}l34-28h${size}l-34 28z" fill="${css(lighter(colour, 0.08))}"/><path d="M${x + size} ${y}l34-28v${size}l-34 28z" fill="${css(lighter(colour, -0.12))}"/><rect x="${x}" y="${y}" width="${size}" height="${size}" rx="5" fill="${css(colour)}"/>`;

export const blocks: Motif = {
  draw({ chance }) {
    const places = [
      [180, 670],
      [320, 670],
      [460, 670],
      [250, 542],
      [396, 542],
      [320, 414],
    ];
    return places
      .map(([x = 0, y = 0], n) =>
        block(x + chance.between(-8, 8), y, 126, paint(n)),
      )
      .join('');
  },
};

export const train: Motif = {
  draw(brush) {
    const wheels = (x: number) =>
      [x + 36, x + 126]
        .map(
          (cx) =>
            `<circle cx="${cx}" cy="776" r="32" fill="${css([0.32, 0.03, 50])}"/><circle cx="${cx}" cy="776" r="11" fill="${css([0.78, 0.1, 80])}"/>`,
        )
        .join('');
    const wagon = (x: number, n: number) =>
      `<rect x="${x}" y="630" width="162" height="130" rx="10" fill="${brush.flat(paint(n))}"/>${wheels(x)}`;
    const engine = `<rect x="500" y="540" width="90" height="220" rx="10" fill="${brush.flat(paint(0))}"/><rect x="560" y="620" width="140" height="140" rx="40" fill="${brush.flat(paint(3))}"/><rect x="636" y="540" width="36" height="90" rx="8" fill="${css(paint(1))}"/><circle cx="540" cy="776" r="34" fill="#3a2d24"/><circle cx="650" cy="776" r="34" fill="#3a2d24"/>`;
    return `<path d="M120 740h420" stroke="#4a3a2e" stroke-width="10"/>${wagon(110, 1)}${wagon(304, 2)}${engine}`;
  },
};

export const animal: Motif = {
  draw(brush) {
    const { colour, words } = brush;
    const ears = /rabbit/.test(words)
      ? `<path d="M330 330q-60-180 0-210 60 40 40 200zM430 320q0-190 60-200 50 60-20 210z" fill="${brush.flat(colour)}"/>`
      : `<path d="M290 350l-20-120 100 60zM510 350l20-120-100 60z" fill="${brush.flat(colour)}"/>`;
    const face =
      '<circle cx="356" cy="400" r="12" fill="#2b2119"/><circle cx="444" cy="400" r="12" fill="#2b2119"/><path d="M384 444q16 18 32 0" stroke="#2b2119" stroke-width="7" fill="none" stroke-linecap="round"/>';
    return `${ears}${turned(
      brush,
      [
        [260, 80],
        [190, 150],
        [80, 170],
        [0, 120],
      ],
      { colour: lighter(colour, -0.05) },
    )}<circle cx="400" cy="410" r="136" fill="${brush.round(colour)}"/>${face}<circle cx="400" cy="690" r="52" fill="${css(lighter(colour, 0.14))}"/>`;
  },
};

export const duck: Motif = {
  draw: (brush) =>
    `<path d="M170 620q-10-60 60-60 60 30 190 20-50-60-40-130 20-100 120-96 110 8 100 120-10 60-50 90 60 130-60 180-70 30-180 20-150-20-140-144z" fill="${brush.flat([0.8, 0.12, 85])}"/><path d="M590 430l90 26-84 40z" fill="${css([0.62, 0.15, 40])}"/><circle cx="524" cy="424" r="13" fill="#2b2119"/>` +
    [270, 490]
      .map(
        (x) =>
          `<circle cx="${x}" cy="770" r="38" fill="${css([0.5, 0.1, 30])}"/><circle cx="${x}" cy="770" r="12" fill="#f3e6cf"/>`,
      )
      .join('') +
    '<path d="M170 650q-80 10-110 120" fill="none" stroke="#6d5a48" stroke-width="5"/>',
};

export const spinning: Motif = {
  draw: (brush) =>
    `<g transform="rotate(8 400 800)">${turned(
      brush,
      [
        [420, 16],
        [330, 18],
        [300, 60],
        [250, 190],
        [200, 206],
        [100, 110],
        [0, 10],
      ],
      { colour: brush.colour },
    )}<path d="M200 586a206 33 0 0 0 400 0" fill="none" stroke="${css(paint(0))}" stroke-width="20"/></g>`,
};

export const kite: Motif = {
  lying: true,
  draw: (brush) =>
    `<path d="M400 130L620 400 400 720 180 400z" fill="${brush.flat(paint(0))}"/><path d="M400 130L620 400H400zM400 720L180 400h220z" fill="${css(paint(1))}"/><path d="M400 720q-60 60 0 110t-20 120" fill="none" stroke="#5a4a3c" stroke-width="5"/>`,
};
