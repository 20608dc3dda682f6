import type { Motif } from './scene';
import { bars, cards, notebook, packet, tile } from './paper';
import {
  bag,
  beanie,
  folded,
  hanging,
  jumper,
  pillow,
  rug,
  shirt,
} from './textiles';
import { gardenTool, knife, pan, slender, wateringCan } from './tools';
import { animal, arches, blocks, duck, kite, spinning, train } from './toys';
import * as vessels from './vessels';
import { dome, gear, handlebar, saddle, tyre } from './wheels';

/** The first whose words are in the name draws it. */
const BY_NAME: readonly [RegExp, Motif][] = [
  [/teapot|tea cosy/, vessels.teapot],
  [/jug|pouring/, vessels.jug],
  [/mug/, vessels.mug],
  [/espresso cup|tea lights|egg/, vessels.pair('cup')],
  [/moon jar/, vessels.moonJar],
  [/vase/, vessels.vase],
  [/plant pot|planter/, vessels.plantPot],
  [/\bplate\b|baking dish|drip tray|berry colander/, vessels.bowl],
  [/lidded|butter dish|salt pig|tagine/, vessels.lidJar],
  [/crock/, vessels.crock],
  [/\btile\b|tangram|morris|chess|dominoes|jigsaw/, tile(6)],
  [/taper|candlestick/, vessels.pair('candle')],
  [/pillar|candle/, vessels.candle],
  [/\bink\b|sealing/, vessels.inkBottle],
  [/\boil\b|blossom water|molasses/, vessels.bottle],
  [
    /jam|lemon|harissa|tahini|beans|flakes|scrub|bath milk|barberr|patch|sea salt/,
    vessels.glassJar,
  ],
  [/soap tin|kit in a tin/, vessels.tin],
  [/bowl|mortar|shaving/, vessels.bowl],
  [/watering/, wateringCan],
  [/shears|secateur|saw\b/, gardenTool],
  [
    /knife roll|pencil roll|apron|napkin|cloth|mask|couche|placemat|collar|label/,
    hanging,
  ],
  [/whetstone|pen tray|soap block|refill/, bars],
  [/knife|knives|nakiri/, knife],
  [
    /skillet|\bpan\b|\bwok\b|casserole|saucepan|stock pot|kettle|steamer|roasting/,
    pan,
  ],
  [
    /\brod\b|\bpen\b|pencil|rollerball|pump|crayon|pick-up sticks|dibber|rope|trimmer|arrows/,
    slender,
  ],
  [/rug|runner|mat\b|sheepskin|kilim|underlay|hearth|cushion/, rug],
  [/beanie|cap\b|balaclava/, beanie],
  [/jumper|cardigan|slipover|roll-neck|jacket/, jumper],
  [/pillow|bolster|topper|oven mitt|pot holder/, pillow],
  [/\bbag\b|bread bag|satchel|rucksack|tote|purse|folder/, bag],
  [/bell|headlamp|rear lamp/, dome],
  [/saddle|grips|mudflap/, saddle],
  [/handlebar|lever|rack|mudguard/, handlebar],
  [/tyre|inner tube|hub/, tyre],
  [/arches/, arches],
  [/duck|hen/, duck],
  [/rabbit|doll|puppet/, animal],
  [/train|track|\bark\b/, train],
  [/\btop\b|yo-yo|rattle/, spinning],
  [/kite/, kite],
  [/card|envelope|paper|bookplate|bookmark|calendar/, cards],
];

const BY_TYPE: Record<string, Motif> = {
  'Kitchen Knives': knife,
  Cookware: pan,
  'Garden Tools': gardenTool,
  Seeds: packet,
  Ceramics: vessels.bowl,
  Toys: blocks,
  Shirts: shirt,
  Bags: bag,
  Soap: bars,
  Candles: vessels.candle,
  Tea: vessels.tin,
  Coffee: packet,
  Knitwear: folded,
  Rugs: rug,
  Stationery: notebook,
  Spices: vessels.heap,
  Pantry: vessels.glassJar,
  'Bicycle Parts': gear,
  Bedding: folded,
  'Table Linen': folded,
};

/**
 * Of what kind a thing is decides before its name does where names mislead
 * ("milk oolong", "sunflower").
 */
const BY_TYPE_ALONE = new Set([
  'Tea',
  'Coffee',
  'Seeds',
  'Shirts',
  'Spices',
  'Soap',
]);
const EXCEPTIONS = /bowl|tin\b|scrub|bath milk|pepper|undershirt|collar stays/;

export function motifFor(type: string, name: string): Motif {
  const words = name.toLowerCase();
  const byType = BY_TYPE[type];
  if (byType && BY_TYPE_ALONE.has(type) && !EXCEPTIONS.test(words))
    return byType;
  return (
    BY_NAME.find(([pattern]) => pattern.test(words))?.[1] ??
    byType ??
    vessels.lidJar
  );
}
