import { css, lighter, type Colour } from './colour';
import { handle, shadow, turned, type Profile } from './lathe';
import { FLOOR, type Brush, type Motif } from './scene';

const BOWL: Profile = [
  [210, 235],
  [170, 226],
  [100, 182],
  [40, 112],
  [18, 92],
  [0, 92],
];
const CUP: Profile = [
  [270, 140],
  [200, 140],
  [90, 134],
  [30, 116],
  [0, 100],
];
const JUG: Profile = [
  [390, 105],
  [340, 92],
  [260, 112],
  [150, 152],
  [50, 138],
  [0, 104],
];
const VASE: Profile = [
  [470, 62],
  [430, 46],
  [350, 54],
  [240, 130],
  [120, 140],
  [30, 92],
  [0, 80],
];
const MOON: Profile = [
  [400, 86],
  [380, 92],
  [300, 200],
  [200, 236],
  [100, 200],
  [20, 100],
  [0, 92],
];
const JAR: Profile = [
  [290, 120],
  [262, 146],
  [150, 158],
  [40, 142],
  [0, 122],
];
const POT: Profile = [
  [310, 176],
  [272, 172],
  [268, 158],
  [130, 136],
  [0, 110],
];
const BOTTLE: Profile = [
  [440, 34],
  [340, 36],
  [300, 48],
  [240, 104],
  [200, 112],
  [60, 112],
  [0, 104],
];
const INK: Profile = [
  [190, 62],
  [160, 60],
  [150, 110],
  [130, 128],
  [40, 130],
  [0, 120],
];
const PILLAR: Profile = [
  [330, 104],
  [200, 104],
  [100, 104],
  [0, 104],
];
const TIN: Profile = [
  [330, 128],
  [220, 128],
  [100, 128],
  [0, 128],
];

const clay = ({ chance, colour }: Brush): Colour =>
  colour[0] < 0.4
    ? colour
    : [colour[0], colour[1] * 0.8, colour[2] + chance.between(-4, 4)];

const speckles = ({ chance }: Brush, top: number, half: number) =>
  Array.from({ length: 46 }, () => {
    const x = 400 + chance.between(-half, half);
    return `<circle cx="${x.toFixed(0)}" cy="${(FLOOR - chance.between(18, top)).toFixed(0)}" r="${chance.between(1.2, 3).toFixed(1)}" fill="#4a3524" opacity=".4"/>`;
  }).join('');

const open = (
  profile: Profile,
  extra?: (brush: Brush, colour: Colour) => string,
): Motif => ({
  draw(brush) {
    const colour = clay(brush);
    return `${extra?.(brush, colour) ?? ''}${turned(brush, profile, { colour, inside: lighter(colour, -0.14) })}`;
  },
});

const knob = (brush: Brush, y: number, colour: Colour) =>
  turned(
    brush,
    [
      [46, 22],
      [30, 30],
      [0, 16],
    ],
    { colour, floor: y },
  );

const lidded = (profile: Profile): Motif => ({
  draw(brush) {
    const colour = clay(brush);
    const [up, half] = profile[0] ?? [0, 0];
    const lid: Profile = [
      [52, 30],
      [40, half * 0.7],
      [12, half * 1.08],
      [0, half * 1.1],
    ];
    return (
      turned(brush, profile, { colour }) +
      turned(brush, lid, { colour: lighter(colour, 0.03), floor: FLOOR - up }) +
      knob(brush, FLOOR - up - 48, colour)
    );
  },
});

export const bowl: Motif = {
  draw(brush) {
    const colour = clay(brush);
    return (
      turned(brush, BOWL, { colour, inside: lighter(colour, -0.1) }) +
      speckles(brush, 120, 110)
    );
  },
};
export const mug = open(CUP, (brush, colour) =>
  handle(brush, { x: 530, top: 565, bottom: 720, out: 120, colour }),
);
export const jug = open(JUG, (brush, colour) =>
  handle(brush, { x: 500, top: 440, bottom: 660, out: 130, colour }),
);
export const vase = open(VASE);
export const moonJar = open(MOON);
export const plantPot = open(POT, leaves);
export const crock = open(TIN);
export const lidJar = lidded(JAR);

export const teapot: Motif = {
  draw(brush) {
    const colour = clay(brush);
    const spout = `<path d="M230 690C150 680 160 570 96 540" fill="none" stroke="${brush.round(colour)}" stroke-width="44" stroke-linecap="round"/>`;
    const bail = `<path d="M270 540C270 330 530 330 530 540" fill="none" stroke="${css([0.68, 0.08, 75])}" stroke-width="20"/>`;
    const body: Profile = [
      [270, 84],
      [240, 150],
      [140, 200],
      [40, 160],
      [0, 120],
    ];
    return (
      bail +
      spout +
      turned(brush, body, { colour }) +
      knob(brush, 526, lighter(colour, 0.03))
    );
  },
};

export const bottle: Motif = {
  draw(brush) {
    const glass: Colour = [0.42, 0.06, 125];
    const label = `<rect x="296" y="612" width="208" height="120" rx="4" fill="#f4ecdc"/><path d="M330 650h140M350 680h100" stroke="#5b4a38" stroke-width="6"/>`;
    return (
      turned(brush, BOTTLE, { colour: glass }) +
      label +
      turned(
        brush,
        [
          [54, 30],
          [0, 30],
        ],
        { colour: [0.7, 0.08, 70], floor: FLOOR - 436 },
      )
    );
  },
};

export const inkBottle: Motif = {
  draw(brush) {
    const label = `<rect x="300" y="672" width="200" height="84" rx="3" fill="#f4ecdc"/><path d="M330 700h140M352 726h96" stroke="#3b3028" stroke-width="5"/>`;
    return (
      turned(brush, INK, { colour: lighter(brush.colour, -0.12) }) +
      label +
      turned(
        brush,
        [
          [70, 60],
          [0, 64],
        ],
        { colour: [0.28, 0.01, 60], floor: 612 },
      )
    );
  },
};

export const candle: Motif = {
  draw(brush) {
    const { colour } = brush;
    const wick = `<path d="M400 468c2-18-6-26 2-44" stroke="#3a2a1c" stroke-width="6" fill="none"/><path d="M402 428c-26-30-6-60 2-84 14 26 26 52-2 84z" fill="#f6c667"/><circle cx="402" cy="396" r="90" fill="#ffdf9a" opacity=".28" filter="url(#b)"/>`;
    return (
      turned(brush, PILLAR, {
        colour: lighter(colour, 0.04),
        inside: lighter(colour, -0.04),
      }) + wick
    );
  },
};

export const tin: Motif = {
  draw(brush) {
    const { colour, chance } = brush;
    const band = `<path d="M272 610a128 20 0 0 0 256 0v110a128 20 0 0 1-256 0z" fill="#f5eddd"/><path d="M330 664h140M350 700h100" stroke="#5b4a38" stroke-width="6"/><circle cx="400" cy="${640 - chance.between(0, 4)}" r="11" fill="${css(colour)}"/>`;
    return (
      turned(brush, TIN, { colour }) +
      band +
      turned(
        brush,
        [
          [70, 130],
          [0, 133],
        ],
        { colour: lighter(colour, -0.07), floor: FLOOR - 322 },
      )
    );
  },
};

/** A jar of glass with something in it. */
export const glassJar: Motif = {
  draw(brush) {
    const inside = turned(
      brush,
      [
        [210, 130],
        [120, 132],
        [0, 118],
      ],
      { colour: brush.colour, floor: FLOOR - 14 },
    );
    const glass = `<path d="M262 470h276q16 40 12 160v130q0 40-40 40H290q-40 0-40-40V630q-4-120 12-160z" fill="#fff" opacity=".2"/><path d="M286 520q-8 120-4 240" stroke="#fff" stroke-width="12" opacity=".5" fill="none" stroke-linecap="round"/>`;
    return (
      inside +
      glass +
      turned(
        brush,
        [
          [56, 132],
          [0, 138],
        ],
        { colour: [0.72, 0.06, 72], floor: 486 },
      )
    );
  },
};

/** A dish heaped with something ground or dried. */
export const heap: Motif = {
  draw(brush) {
    const { chance, colour } = brush;
    const grains = Array.from({ length: 150 }, () => {
      const angle = chance.between(0, Math.PI);
      const far = Math.sqrt(chance.next());
      const [x, y] = [
        400 + Math.cos(angle) * far * 190,
        612 - Math.sin(angle) * far * 110,
      ];
      return `<ellipse cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" rx="${chance.between(3, 9).toFixed(1)}" ry="4" transform="rotate(${chance.between(0, 180).toFixed(0)} ${x.toFixed(0)} ${y.toFixed(0)})" fill="${css(lighter(colour, chance.between(-0.14, 0.12)))}"/>`;
    }).join('');
    const mound = `<path d="M196 612C260 560 330 494 400 490s150 66 204 122a204 34 0 0 1-408 0z" fill="${brush.round(colour)}"/>`;
    const dish: Colour = [0.9, 0.018, 80];
    return (
      turned(
        brush,
        [
          [196, 216],
          [150, 205],
          [70, 150],
          [20, 96],
          [0, 92],
        ],
        { colour: dish, inside: lighter(dish, -0.14) },
      ) +
      mound +
      grains
    );
  },
};

function leaves({ chance }: Brush): string {
  return Array.from({ length: 15 }, (_, n) => {
    const angle = -90 + (n - 7) * 12 + chance.between(-6, 6);
    const long = chance.between(170, 300);
    const green = css([
      chance.between(0.42, 0.6),
      0.09,
      chance.between(128, 150),
    ]);
    return `<path d="M400 500q${long * 0.5}-${long * 0.22} ${long} 0q-${long * 0.5} ${long * 0.22}-${long} 0z" transform="rotate(${angle.toFixed(0)} 400 500)" fill="${green}"/>`;
  }).join('');
}

export const pair = (profile: 'cup' | 'candle'): Motif => ({
  draw(brush) {
    const shape: Profile =
      profile === 'cup'
        ? [
            [180, 96],
            [60, 92],
            [0, 70],
          ]
        : [
            [420, 30],
            [200, 36],
            [0, 40],
          ];
    const colour = clay(brush);
    const one = (x: number, floor: number) =>
      shadow(x, 90, floor) +
      turned(brush, shape, {
        colour,
        x,
        floor,
        inside: lighter(colour, -0.12),
      });
    return one(300, FLOOR - 20) + one(500, FLOOR + 16);
  },
});
