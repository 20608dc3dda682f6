import { COUNTRIES } from '@souk/contracts/countries';

const names = new Intl.DisplayNames('en', { type: 'region' });

export const countryName = (code: string): string => names.of(code) ?? code;

/** Every country with its English name, in the order of the names. */
export const countries = COUNTRIES.map((code) => ({
  code,
  name: countryName(code),
})).sort((a, b) => a.name.localeCompare(b.name, 'en'));

/** The country of the browser's language, if it names one: `de-AT` → AT. */
export function likelyCountry(languages: readonly string[]): string {
  const known = new Set(COUNTRIES);
  return (
    languages
      .map((language) => new Intl.Locale(language).region ?? '')
      .find((region) => known.has(region)) ?? ''
  );
}
