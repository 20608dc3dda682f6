import {
  postcodeValidator,
  postcodeValidatorExistsForCountry,
} from 'postcode-validator';

/** After how many characters each country's post writes a blank or hyphen. */
const SEPARATORS: Readonly<Record<string, readonly [number, ' ' | '-']>> = {
  BR: [5, '-'],
  CA: [3, ' '],
  CZ: [3, ' '],
  GB: [-3, ' '],
  GG: [-3, ' '],
  GR: [3, ' '],
  IE: [3, ' '],
  IM: [-3, ' '],
  JE: [-3, ' '],
  JP: [3, '-'],
  MT: [3, ' '],
  NL: [4, ' '],
  PL: [2, '-'],
  PT: [4, '-'],
  SE: [3, ' '],
  SK: [3, ' '],
  US: [5, '-'],
};

/**
 * The code as the country's post writes it; undefined when it is none of that
 * country. Where no rule is known, any text is one.
 */
export function postalCodeOf(
  given: string,
  country: string,
): string | undefined {
  const plain = given.trim().toUpperCase().replace(/\s+/g, ' ');
  if (!postcodeValidatorExistsForCountry(country)) return plain;
  const compact = plain.replace(/[ -]/g, '');
  return [separated(compact, country), compact, plain].find((code) =>
    postcodeValidator(code, country),
  );
}

/** Whether an address of this country has such a code. */
export const hasPostalCodes = (country: string): boolean =>
  postcodeValidatorExistsForCountry(country) && !postcodeValidator('', country);

function separated(compact: string, country: string): string {
  const [at, mark] = SEPARATORS[country] ?? [compact.length, ''];
  const rest = compact.slice(at);
  return rest === '' ? compact : `${compact.slice(0, at)}${mark}${rest}`;
}
