/**
 * ISO 4217, list one as published on 2026-01-01 by its maintenance agency. The
 * decimals of the runtime's locale data are those of daily use, not of the
 * currency, and differ between runtimes: it has none for HUF, and none for RSD in
 * earlier versions, whose minor units are hundredths.
 */
const BY_DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP
BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB
EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/**
 * No longer in the list, or never with a minor unit. Prices may have been
 * stored in them, with two decimals; new ones may not.
 */
const WITHDRAWN = ['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'XDR', 'XSU', 'ZWL'];

const decimals = new Map(
  Object.entries(BY_DECIMALS).flatMap(([count, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, Number(count)] as const),
  ),
);

/** The codes that a price may have, sorted. */
export const CURRENCIES: readonly string[] = [...decimals.keys()].sort();

export const isCurrency = (code: string): boolean => decimals.has(code);

/** Of a stored price: a currency, or one that was. */
export const wasCurrency = (code: string): boolean =>
  isCurrency(code) || WITHDRAWN.includes(code);

/** How many decimals a currency has: 2 for EUR and RSD, 0 for JPY, 3 for KWD. */
export const decimalsOf = (currency: string): number =>
  decimals.get(currency) ?? 2;
