import { compile } from 'html-to-text';

const HIDDEN = [
  'img',
  'noscript',
  'iframe',
  'object',
  'template',
  'textarea',
  'select',
  'button',
  'svg',
  'math',
  'title',
];
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

const settings = {
  wordwrap: false as const,
  selectors: [
    ...HIDDEN.map((selector) => ({ selector, format: 'skip' })),
    ...HEADINGS.map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    {
      selector: 'table',
      format: 'dataTable',
      options: { uppercaseHeaderCells: false },
    },
  ],
};
const fromHtml = compile(settings);
const fromText = compile({ ...settings, preserveNewlines: true });

const TAG = /<\/?[a-z][^<>]*>|<!--/i;
const ENCODED_TAG = /&(lt|#0*60|#x0*3c);[/!]?[a-z-]/i;
const ENTITY = /&(#\d+|#x[0-9a-f]+|[a-z]+\d*);/i;

/**
 * The text of an HTML body, with nothing that could be read as markup. Exports
 * contain bodies that were encoded twice, so whatever still looks like a tag
 * after decoding is decoded again. A body without markup keeps its line breaks.
 */
export function plainText(html: string): string {
  let text = TAG.test(html) || ENTITY.test(html) ? fromHtml(html) : html;
  for (
    let pass = 0;
    pass < 4 && (TAG.test(text) || ENCODED_TAG.test(text));
    pass += 1
  )
    text = fromText(text);
  return text
    .replaceAll(/<(?=[a-z!/?])/gi, '< ') // a tag that is never closed, or a comparison that looks like one
    .replaceAll(/[^\n\t\P{Cc}]/gu, '')
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** Joins the text into one line, with each run of white space as one space. */
export const oneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').trim();

/**
 * Truncates to at most `limit` characters, with an ellipsis; never splits a
 * surrogate pair.
 */
export const cutAt = (text: string, limit: number): string =>
  text.length <= limit
    ? text
    : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
