import {
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';

/**
 * The number in the form of E.164, e.g. `+4930123456`; undefined when it is
 * none. Without a `+` it is read as one of the country.
 */
export function phoneOf(given: string, country: string): string | undefined {
  const number = parsePhoneNumberFromString(given, {
    ...(isSupportedCountry(country) ? { defaultCountry: country } : {}),
    extract: false,
  });
  // Somebody who calls for a parcel would not dial an extension.
  return number?.isValid() && number.ext === undefined
    ? number.number
    : undefined;
}
