import { css, lighter, type Colour } from './colour';
import { turned } from './lathe';
import { FLOOR, type Motif } from './scene';

const BRASS: Colour = [0.76, 0.1, 84];
const STEEL: Colour = [0.74, 0.008, 240];
const HIDE: Colour = [0.48, 0.09, 48];

export const tyre: Motif = {
  lying: true,
  draw(brush) {
    const spokes = Array.from(
      { length: 32 },
      (_, n) =>
        `<path d="M400 500l${(Math.cos((n * Math.PI) / 16) * 262).toFixed(0)} ${(Math.sin((n * Math.PI) / 16) * 262).toFixed(0)}" stroke="#d9d6d0" stroke-width="3"/>`,
    ).join('');
    return `<g fill="none"><circle cx="400" cy="500" r="300" stroke="${css([0.27, 0.01, 60])}" stroke-width="44"/><circle cx="400" cy="500" r="282" stroke="${css([0.72, 0.08, 70])}" stroke-width="14"/><circle cx="400" cy="500" r="262" stroke="${brush.round(STEEL)}" stroke-width="20"/></g>${spokes}<circle cx="400" cy="500" r="34" fill="${brush.round(STEEL)}"/>`;
  },
};

export const gear: Motif = {
  lying: true,
  draw(brush) {
    const teeth = Array.from(
      { length: 36 },
      (_, n) =>
        `<rect x="386" y="226" width="28" height="50" rx="8" transform="rotate(${n * 10} 400 500)" fill="${css(lighter(STEEL, -0.1))}"/>`,
    ).join('');
    const arms = Array.from(
      { length: 5 },
      (_, n) =>
        `<path d="M372 500l14-200h28l14 200z" transform="rotate(${n * 72} 400 500)" fill="${brush.round(STEEL)}"/>`,
    ).join('');
    return `${teeth}<circle cx="400" cy="500" r="232" fill="none" stroke="${brush.flat(STEEL)}" stroke-width="44"/>${arms}<circle cx="400" cy="500" r="60" fill="${brush.flat(lighter(STEEL, -0.12))}"/><circle cx="400" cy="500" r="24" fill="#2a2622"/>`;
  },
};

export const saddle: Motif = {
  draw(brush) {
    const rails = `<path d="M250 640q150 60 300 0M300 650l60 90h110l50-92" fill="none" stroke="${css(STEEL)}" stroke-width="14"/><path d="M400 740v60" stroke="${css(STEEL)}" stroke-width="34"/>`;
    const top = `<path d="M130 560q60-60 220-50 150-60 270-20 70 24 40 90-40 70-150 60-120-30-250-30-110 0-130-50z" fill="${brush.flat(HIDE)}"/>`;
    const pins = [
      [596, 520],
      [636, 560],
      [600, 596],
      [170, 556],
    ]
      .map(
        ([x, y]) => `<circle cx="${x}" cy="${y}" r="10" fill="${css(BRASS)}"/>`,
      )
      .join('');
    return rails + top + pins;
  },
};

export const handlebar: Motif = {
  lying: true,
  draw(brush) {
    const d = /drop/.test(brush.words)
      ? 'M170 420q230-60 460 0 60 130-60 190M170 420q-60 130 60 190'
      : 'M130 640q-10-200 150-210 120-10 120-50 0 40 120 50 160 10 150 210';
    return `<path d="${d}" fill="none" stroke="${brush.round(STEEL)}" stroke-width="34" stroke-linecap="round"/><path d="${d}" fill="none" stroke="${css(HIDE)}" stroke-width="40" stroke-linecap="round" stroke-dasharray="120 2000"/><rect x="372" y="372" width="56" height="60" rx="12" fill="${css(lighter(STEEL, -0.1))}"/>`;
  },
};

export const dome: Motif = {
  draw(brush) {
    const colour = /bell/.test(brush.words) ? BRASS : STEEL;
    return (
      turned(
        brush,
        [
          [300, 30],
          [290, 90],
          [220, 180],
          [120, 216],
          [0, 220],
        ],
        { colour },
      ) +
      turned(
        brush,
        [
          [36, 24],
          [0, 30],
        ],
        { colour: lighter(colour, -0.1), floor: FLOOR - 296 },
      )
    );
  },
};
