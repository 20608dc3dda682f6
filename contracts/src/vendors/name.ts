import { Line } from '../fields';

/**
 * What a reader cannot see or what reorders the text around it: format, private
 * and unassigned characters, and those drawn as nothing or as an empty cell.
 */
const UNSEEN =
  /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Scripts with letters that look like those of another one of them. */
const ALIKE = [
  /\p{Script=Latin}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Lisu}/u,
];

const mixesScripts = (word: string): boolean =>
  ALIKE.filter((script) => script.test(word)).length > 1;

/**
 * Letters that are drawn like Latin ones. They are strings, which the bundler
 * escapes: one such letter left in a bundle would double its size in memory.
 */
const CYRILLIC_ALIKE = 'аАВсСԁеЕһНіІїЇјЈкКӏМоОрРԛѕЅТуУхХԜԝ';
const GREEK_ALIKE = 'ΑΒΕΖΗΙΚΜΝΟοΡΤΥΧν';
const LATIN_LOOKING = new RegExp(
  `^[${CYRILLIC_ALIKE}${GREEK_ALIKE}\\P{L}]+$`,
  'u',
);

const looksLatin = (name: string): boolean =>
  LATIN_LOOKING.test(name) &&
  /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(name);

/**
 * The name under which a vendor sells. It must not pass for another one, by the
 * rules by which browsers show names of hosts (Unicode TR 39, restriction
 * levels; Chromium's whole-script check). Not caught: letters alike within one
 * script (`rn` and `m`, `l` and `I`, accents) and two vendors of the same name.
 */
export const VendorName = Line(120)
  .normalize('NFKC')
  .refine((name) => !UNSEEN.test(name), 'must not contain invisible characters')
  .refine((name) => /[\p{L}\p{N}]/u.test(name), 'must have a letter or digit')
  .refine(
    (name) => !name.split(/[^\p{L}\p{M}\p{N}]+/u).some(mixesScripts),
    'must not mix alphabets in a word',
  )
  .refine(
    (name) => !looksLatin(name),
    'must not be made of letters that look like Latin ones',
  );
