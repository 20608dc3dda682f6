import { css, lighter, type Colour } from './colour';
import type { Brush, Motif } from './scene';

/** Stripes, a check or nothing over a shape, as its name says. */
function weave({ words, colour, chance }: Brush, clip: string): string {
  const dark = css(lighter(colour, colour[0] > 0.6 ? -0.16 : 0.16), 0.55);
  const gap = chance.between(34, 54);
  const lines = (vertical: boolean) =>
    Array.from({ length: 28 }, (_, n) => {
      const at = 60 + n * gap;
      return vertical
        ? `<path d="M${at} 0V1000" stroke="${dark}" stroke-width="${gap / 5}"/>`
        : `<path d="M0 ${at}H800" stroke="${dark}" stroke-width="${gap / 5}"/>`;
    }).join('');
  const striped =
    /strip|ticking|seersucker|rib|corduroy|rugby|pintuck|fair.isle|yoke|glass.cloth/.test(
      words,
    );
  const checked = /check|herringbone|tweed|flannel|percale|picnic|harbour/.test(
    words,
  );
  const inner = checked
    ? lines(true) + lines(false)
    : striped
      ? lines(true)
      : '';
  return inner === ''
    ? ''
    : `<clipPath id="w">${clip}</clipPath><g clip-path="url(#w)">${inner}</g>`;
}

const stitches = (d: string, colour: Colour) =>
  `<path d="${d}" fill="none" stroke="${css(lighter(colour, -0.2), 0.5)}" stroke-width="3" stroke-dasharray="10 9"/>`;

export const shirt: Motif = {
  lying: true,
  draw(brush) {
    const { colour } = brush;
    const body =
      '<path d="M210 300q-20 10-20 40v430q0 30 30 30h360q30 0 30-30V340q0-30-20-40L470 236H330z"/>';
    const fill = brush.flat(colour);
    const collar = `<path d="M330 236l70 96-96 62-56-110z" fill="${css(lighter(colour, 0.05))}"/><path d="M470 236l-70 96 96 62 56-110z" fill="${css(lighter(colour, 0.02))}"/><path d="M330 236h140l-70 96z" fill="${css(lighter(colour, -0.16))}"/>`;
    const buttons = [420, 510, 600, 690]
      .map(
        (y) =>
          `<circle cx="400" cy="${y}" r="9" fill="#f6f1e6" stroke="#5b4a38" stroke-opacity=".4" stroke-width="2"/>`,
      )
      .join('');
    const placket = `<path d="M376 350v450M424 350v450" stroke="${css(lighter(colour, -0.14), 0.6)}" stroke-width="3"/>`;
    const cuff = `<path d="M196 560q110 40 120 240h-70q-56 0-56-60z" fill="${css(lighter(colour, -0.05))}"/>`;
    return (
      body.replace('<path', `<path fill="${fill}"`) +
      weave(brush, body) +
      cuff +
      collar +
      placket +
      buttons
    );
  },
};

export const jumper: Motif = {
  lying: true,
  draw(brush) {
    const { colour, words, chance } = brush;
    const d =
      'M300 250q100 50 200 0l90 40q40 20 52 70l60 300-110 34-52-190v276q0 30-30 30H290q-30 0-30-30V504l-52 190-110-34 60-300q12-50 52-70z';
    const shape = `<path d="${d}"/>`;
    const ribs = Array.from(
      { length: 27 },
      (_, n) =>
        `<path d="M${272 + n * 10} 760v50" stroke="${css(lighter(colour, -0.12), 0.7)}" stroke-width="3"/>`,
    ).join('');
    const knit = Array.from({ length: 9 }, (_, row) =>
      Array.from(
        { length: 12 },
        (_c, n) =>
          `<path d="M${278 + n * 22} ${470 + row * 30}l11 14 11-14" fill="none" stroke="${css(lighter(colour, -0.09), 0.6)}" stroke-width="3"/>`,
      ).join(''),
    ).join('');
    const band = /fair.isle|yoke/.test(words)
      ? Array.from(
          { length: 14 },
          (_, n) =>
            `<path d="M${262 + n * 20} 380l10-18 10 18-10 18z" fill="${css(lighter(colour, chance.pick([0.3, 0.22])))}"/>`,
        ).join('')
      : '';
    const opening = /cardigan|jacket/.test(words)
      ? `<path d="M400 280v530" stroke="${css(lighter(colour, -0.2))}" stroke-width="5"/>`
      : '';
    const neck = `<path d="M300 250q100 50 200 0" fill="none" stroke="${css(lighter(colour, -0.12))}" stroke-width="22"/>`;
    return `<path d="${d}" fill="${brush.flat(colour)}"/><clipPath id="k">${shape}</clipPath><g clip-path="url(#k)">${knit}${ribs}${band}</g>${opening}${neck}`;
  },
};

export const beanie: Motif = {
  lying: true,
  draw(brush) {
    const { colour } = brush;
    const ribs = Array.from(
      { length: 13 },
      (_, n) =>
        `<path d="M${214 + n * 31} 640q${(6 - n) * -9}-220 ${(6 - n) * 14}-340" fill="none" stroke="${css(lighter(colour, -0.1), 0.7)}" stroke-width="5"/>`,
    ).join('');
    return `<path d="M200 640q-10-360 200-360t200 360z" fill="${brush.flat(colour)}"/>${ribs}<rect x="184" y="600" width="432" height="120" rx="26" fill="${css(lighter(colour, 0.04))}"/>`;
  },
};

/** Folded cloths, one on the other. */
export const folded: Motif = {
  draw(brush) {
    const { colour, chance, words } = brush;
    const stripe = /strip|fringe|ticking|glass/.test(words);
    return [0, 1, 2, 3]
      .map((n) => {
        const y = 744 - n * 74;
        const [x, w] = [180 + chance.between(-10, 10) + n * 5, 440 - n * 8];
        const shade = lighter(colour, [0, 0.045, -0.05, 0.02][n] ?? 0);
        const lines = stripe
          ? [0.18, 0.24, 0.76, 0.82]
              .map(
                (at) =>
                  `<path d="M${x + w * at} ${y + 3}v62" stroke="${css(lighter(colour, -0.2), 0.7)}" stroke-width="8"/>`,
              )
              .join('')
          : '';
        return `<rect x="${x}" y="${y}" width="${w}" height="70" rx="30" fill="${brush.round(shade)}"/><path d="M${x + 26} ${y + 36}h${w - 70}" stroke="${css(lighter(shade, -0.12), 0.6)}" stroke-width="4" stroke-linecap="round"/>${lines}`;
      })
      .join('');
  },
};

export const pillow: Motif = {
  draw(brush) {
    const { colour } = brush;
    const d =
      'M170 470q-30-40 16-56 214-34 430 0 44 14 16 56-30 130 0 262 26 46-16 58-216 34-430 0-44-12-16-58 30-132 0-262z';
    return `<path d="${d}" fill="${brush.flat(colour)}"/>${weave(brush, `<path d="${d}"/>`)}${stitches(d, colour)}`;
  },
};

export const rug: Motif = {
  lying: true,
  draw(brush) {
    const { colour, chance, words } = brush;
    if (/round|half|circle|braided|cushion/.test(words)) {
      return Array.from(
        { length: 8 },
        (_, n) =>
          `<circle cx="400" cy="500" r="${310 - n * 38}" fill="${css(lighter(colour, [0, 0.09, -0.06, 0.14][n % 4] ?? 0))}"/>`,
      ).join('');
    }
    const bands = Array.from(
      { length: 11 },
      (_, n) =>
        `<rect x="180" y="${200 + n * 56}" width="440" height="${chance.between(14, 46).toFixed(0)}" fill="${css(lighter(colour, chance.between(-0.16, 0.2)))}"/>`,
    ).join('');
    const fringe = Array.from(
      { length: 38 },
      (_, n) =>
        `<path d="M${186 + n * 11.6} 160v40M${186 + n * 11.6} 812v40" stroke="#efe5d2" stroke-width="4"/>`,
    ).join('');
    return `${fringe}<rect x="180" y="196" width="440" height="620" fill="${brush.flat(colour)}"/>${bands}`;
  },
};

export const bag: Motif = {
  draw(brush) {
    const { colour, words } = brush;
    const flap = /satchel|messenger|weekend|rucksack/.test(words);
    const strap = css(flap ? [0.42, 0.07, 48] : lighter(colour, -0.1));
    const handles = `<path d="M300 470q0-190 100-190t100 190" fill="none" stroke="${strap}" stroke-width="20"/>`;
    const body = 'M216 460h368l30 320q2 20-20 20H206q-22 0-20-20z';
    const cover = flap
      ? `<path d="M212 456h376l16 190q-204 60-408 0z" fill="${css(lighter(colour, 0.05))}"/><rect x="380" y="630" width="40" height="70" rx="6" fill="${css([0.76, 0.1, 85])}"/>`
      : `<rect x="270" y="560" width="260" height="150" rx="6" fill="none" stroke="${css(lighter(colour, -0.14), 0.7)}" stroke-width="4"/>`;
    return `${handles}<path d="${body}" fill="${brush.round(colour)}"/>${cover}${stitches(body, colour)}`;
  },
};

export const hanging: Motif = {
  lying: true,
  draw(brush) {
    const { colour, words } = brush;
    const apron = 'M330 190h140l24 160q60 26 110 40v430H196V390q50-14 110-40z';
    const cloth = 'M210 210h380v590H210z';
    const d = /apron/.test(words) ? apron : cloth;
    const pocket = /apron/.test(words)
      ? `<rect x="300" y="520" width="200" height="150" fill="${css(lighter(colour, 0.04))}" stroke="${css(lighter(colour, -0.16), 0.6)}" stroke-width="3"/>`
      : '';
    return `<path d="${d}" fill="${brush.flat(colour)}"/>${weave(brush, `<path d="${d}"/>`)}${pocket}${stitches(d, colour)}`;
  },
};
