const US = `
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado,
CT Connecticut, DE Delaware, DC District of Columbia, FL Florida, GA Georgia,
HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky,
LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan,
MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada,
NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina,
ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania,
RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas,
UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia,
WI Wisconsin, WY Wyoming`;
const CA = `
AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick,
NL Newfoundland and Labrador, NS Nova Scotia, NT Northwest Territories,
NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan,
YT Yukon`;

export interface Region {
  /** The part after the hyphen of ISO 3166-2. */
  code: string;
  name: string;
}

const listed = (text: string): Region[] =>
  text.split(',').map((entry) => {
    const [code = '', ...words] = entry.trim().split(/\s+/);
    return { code, name: words.join(' ') };
  });

const REGIONS = new Map([
  ['US', listed(US)],
  ['CA', listed(CA)],
]);

/** The regions that tax depends on; empty where the country is enough. */
export const regionsOf = (country: string): Region[] =>
  REGIONS.get(country) ?? [];
