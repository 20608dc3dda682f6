import { css, lighter, type Colour } from './colour';
import type { Motif } from './scene';

const CREAM: Colour = [0.95, 0.018, 85];

export const notebook: Motif = {
  lying: true,
  draw(brush) {
    const { colour, chance, words } = brush;
    const many = /three|pack|diary/.test(words) ? 3 : 2;
    return Array.from({ length: many }, (_, n) => {
      const cover =
        n === many - 1
          ? colour
          : lighter([colour[0], colour[1], colour[2] + 70 * (n + 1)], 0.08);
      const title = `<rect x="306" y="330" width="188" height="96" rx="3" fill="${css(CREAM)}"/><path d="M336 364h128M356 392h88" stroke="#4b3d30" stroke-width="5"/>`;
      const sewn = Array.from(
        { length: 9 },
        (_s, i) =>
          `<path d="M240 ${270 + i * 58}v30" stroke="${css(lighter(cover, -0.2))}" stroke-width="5"/>`,
      ).join('');
      return `<g transform="rotate(${(chance.between(-9, 9) + (many - n) * 4).toFixed(0)} 400 500)" filter="url(#s)"><rect x="222" y="234" width="372" height="540" rx="8" fill="${css(CREAM)}"/><rect x="214" y="226" width="372" height="540" rx="10" fill="${brush.flat(cover)}"/>${sewn}${title}</g>`;
    }).join('');
  },
};

export const cards: Motif = {
  lying: true,
  draw(brush) {
    const { colour, chance } = brush;
    const envelope = `<g transform="rotate(-8 400 500)" filter="url(#s)"><rect x="180" y="380" width="440" height="300" rx="6" fill="${brush.flat(lighter(colour, 0.06))}"/><path d="M180 386l220 170 220-170" fill="none" stroke="${css(lighter(colour, -0.1))}" stroke-width="5"/></g>`;
    const petals = Array.from(
      { length: 7 },
      (_, n) =>
        `<ellipse cx="400" cy="400" rx="20" ry="52" transform="rotate(${n * 51} 400 452)" fill="${css(lighter(colour, -0.04))}"/>`,
    ).join('');
    const card = `<g transform="rotate(${chance.between(4, 11).toFixed(0)} 400 500)" filter="url(#s)"><rect x="250" y="270" width="300" height="420" rx="5" fill="${css(CREAM)}"/>${petals}<circle cx="400" cy="452" r="26" fill="${css([0.78, 0.12, 82])}"/><path d="M310 600h180M340 632h120" stroke="#4b3d30" stroke-width="6"/></g>`;
    return envelope + card;
  },
};

/** A packet of seeds, tea or coffee, with what is inside drawn on it. */
export const packet: Motif = {
  draw(brush) {
    const { colour, chance, words } = brush;
    const paper = /coffee|espresso|brew|decaf/.test(words)
      ? ([0.5, 0.05, 60] as const)
      : CREAM;
    const flower = Array.from(
      { length: 9 },
      (_, n) =>
        `<ellipse cx="400" cy="500" rx="24" ry="64" transform="rotate(${n * 40} 400 560)" fill="${css(lighter(colour, n % 2 ? 0.05 : -0.04))}"/>`,
    ).join('');
    const leaf = `<path d="M400 690q-90-30-120-110 100 0 120 110zM400 690q90-30 120-110-100 0-120 110z" fill="${css([0.5, 0.09, 140])}"/>`;
    const band = `<rect x="250" y="340" width="300" height="84" fill="${css(colour)}"/><path d="M300 372h200M336 398h128" stroke="#fff8ea" stroke-width="7"/>`;
    return `<g transform="rotate(${chance.between(-3, 3).toFixed(1)} 400 800)"><path d="M250 300h300v490q0 12-12 12H262q-12 0-12-12z" fill="${brush.round(paper)}"/><path d="M250 300h300v26H250z" fill="${css(lighter(paper, -0.1))}"/>${band}${leaf}${flower}<circle cx="400" cy="560" r="34" fill="${css(lighter(colour, -0.2))}"/></g>`;
  },
};

/** Bars of soap, stacked. */
export const bars: Motif = {
  draw(brush) {
    const { colour, chance } = brush;
    const bar = (x: number, y: number, shade: Colour) =>
      `<path d="M${x} ${y}l60-46h300l-44 46z" fill="${css(lighter(shade, 0.08))}"/><path d="M${x + 316} ${y}l44-46v96l-44 50z" fill="${css(lighter(shade, -0.12))}"/><rect x="${x}" y="${y}" width="316" height="100" rx="8" fill="${brush.flat(shade)}"/><rect x="${x + 74}" y="${y + 28}" width="168" height="44" rx="22" fill="none" stroke="${css(lighter(shade, -0.12))}" stroke-width="5"/>`;
    const ribbon = `<rect x="360" y="596" width="56" height="102" fill="${css(CREAM)}"/>`;
    return (
      bar(232, 700, colour) +
      bar(216 + chance.between(0, 34), 598, lighter(colour, 0.03)) +
      ribbon +
      bar(250, 496, lighter(colour, -0.03))
    );
  },
};

export const tile = (rows: number): Motif => ({
  lying: true,
  draw(brush) {
    const { colour } = brush;
    const size = 480 / rows;
    const cells = Array.from({ length: rows * rows }, (_, n) => {
      const [x, y] = [
        160 + (n % rows) * size,
        260 + Math.floor(n / rows) * size,
      ];
      return (n + Math.floor(n / rows)) % 2
        ? ''
        : `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="${css(lighter(colour, -0.22))}"/>`;
    }).join('');
    return `<rect x="132" y="232" width="536" height="536" rx="16" fill="${brush.flat([0.55, 0.08, 55])}"/><rect x="160" y="260" width="480" height="480" fill="${css(lighter(colour, 0.12))}"/>${cells}`;
  },
});
