import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadFile, readRows } from '@souk/shopify/csv';
import { minorUnits } from '@souk/shopify/price';
import { toDrafts } from '@souk/shopify/products';
import { cutAt, plainText } from '@souk/shopify/text';

const rowsOf = (text: string) => readRows(Buffer.from(text));
const draftsOf = (text: string, currency = 'EUR') =>
  toDrafts(rowsOf(text).rows, currency);
const HEAD =
  'Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty,Option1 Name,Option1 Value\n';

describe('readRows', () => {
  it('accepts columns in any order and case, and unknown ones in between', () => {
    const { rows } = rowsOf(
      'variant price,Colour of the box,TITLE,Handle\n1.00,red,Tea,tea\n',
    );
    expect(rows).toMatchObject([
      { line: 2, handle: 'tea', title: 'Tea', price: '1.00', sku: '' },
    ]);
  });

  it('knows the column names of newer templates', () => {
    const { rows } = rowsOf(
      'URL handle,Title,Description,SKU,Price,Inventory quantity\ntea,Tea,Green,T1,2.00,5\n',
    );
    expect(rows).toMatchObject([
      { handle: 'tea', body: 'Green', sku: 'T1', price: '2.00', quantity: '5' },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])(
    'reports the line a row begins on, whatever the newline: %j',
    (newline) => {
      const text = [
        '\ufeffHandle,Title,Price',
        'a,"one',
        'two",1',
        '',
        'b,B,2',
      ].join(newline);
      const { rows } = rowsOf(text);
      expect(rows.map(({ line, title }) => [line, title])).toEqual([
        [2, 'one\ntwo'],
        [5, 'B'],
      ]);
    },
  );

  it('reports a row of another width and one with a stray quote, by line, and reads all others', () => {
    const { rows, problems } = rowsOf(
      'Handle,Title,Price\na,A\nb,B,2\nc,"never closed,3\nd,"D",4\ne,5" wide,5\nf,F,6,7\ng,G,8,\n',
    );
    expect(rows.map(({ handle }) => handle)).toEqual(['b', 'd', 'g']);
    expect(problems.map(({ line }) => line)).toEqual([2, 4, 6, 7]);
    expect(problems[0]!.reason).toBe('the row has 2 columns, the header has 3');
  });

  it('reports a quote left open to the end of the file without losing the rows after it', () => {
    const { rows, problems } = rowsOf('Handle,Title,Price\na,"A,1\nb,B,2\n');
    expect(rows.map(({ handle }) => handle)).toEqual(['b']);
    expect(problems).toEqual([
      { line: 2, reason: 'a quote is opened and never closed' },
    ]);
  });

  it('reports a row that is not UTF-8', () => {
    const { rows, problems } = readRows(
      Buffer.from('Handle,Title,Price\na,caf\xe9,1\nb,tea,2\n', 'latin1'),
    );
    expect(rows.map(({ handle }) => handle)).toEqual(['b']);
    expect(problems).toEqual([
      { line: 2, reason: 'the row is not UTF-8 text' },
    ]);
  });

  it('names all missing required columns in one error', () => {
    expect(() => rowsOf('Handle,Name\na,b\n')).toThrow(
      'Not a Shopify product export: the header has no column "Title", "Variant Price"',
    );
  });

  it.each(['', '\n\n', '"Handle,Title\n'])(
    'refuses a file without a header: %j',
    (text) => {
      expect(() => rowsOf(text)).toThrow(BadFile);
    },
  );
});

describe('minorUnits', () => {
  it.each([
    ['39.90', 'EUR', 3990],
    ['12.5', 'EUR', 1250],
    ['41', 'EUR', 4100],
    ['0.07', 'EUR', 7],
    ['1.10', 'EUR', 110],
    ['1,234.50', 'EUR', 123450],
    ['12.500', 'EUR', 1250],
    ['1200', 'JPY', 1200],
    ['1200.00', 'JPY', 1200],
    ['1.234', 'KWD', 1234],
    ['990.50', 'RSD', 99050],
    ['90071992547409.93', 'EUR', 'the price "90071992547409.93" is too large'],
  ])('reads %s %s', (price, currency, expected) => {
    expect(minorUnits(price, currency)).toBe(expected);
  });

  it.each([
    '19,99',
    '1,234',
    '1.234,50',
    '€5',
    '1e3',
    '0x10',
    'NaN',
    '5.',
    '.5',
    '12.345',
    '-1.00',
    '',
  ])('gives a reason for %j', (price) => {
    expect(minorUnits(price, 'EUR')).toEqual(expect.stringContaining('price'));
  });
});

describe('plainText', () => {
  it('keeps text and paragraphs, and decodes entities', () => {
    expect(
      plainText(
        '<h2>Care</h2><p>Wash &amp; dry<br>at 30&deg;C</p>\n<ul><li>no bleach</li><li>no &lt;b&gt;iron</li></ul>',
      ),
    ).toBe('Care\n\nWash & dry\nat 30°C\n\n- no bleach\n- no iron');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&amp;lt;img src=x onerror=alert(1)&amp;gt;',
    '<iframe src="javascript:alert(1)">alert(1)</iframe>',
    '<style>alert(1)</style><noscript>alert(1)</noscript>',
  ])('removes %s', (html) => {
    expect(plainText(`<p>before</p>${html}<p>after</p>`)).not.toMatch(
      /[<>]|alert/,
    );
    expect(plainText(`<p>before</p>${html}<p>after</p>`)).toMatch(
      /before[^]*after/,
    );
  });

  it('keeps comparisons that are not tags, and the lines of a body without markup', () => {
    expect(plainText('from 5 &lt; 6 &amp; 7')).toBe('from 5 < 6 & 7');
    expect(plainText('one\ntwo\n\nthree < four')).toBe(
      'one\ntwo\n\nthree < four',
    );
  });

  it('keeps nothing that a browser would read as the start of a tag', () => {
    expect(plainText('before <img src=x onerror=alert(1) ')).not.toMatch(/<\w/);
    expect(plainText('<p>before</p>' + '&lt;'.repeat(3) + 'b')).not.toMatch(
      /<\w/,
    );
    expect(plainText('a<b')).toBe('a< b');
  });

  it('drops control characters', () => {
    expect(plainText('a\u0000b\u000bc')).toBe('abc');
  });
});

describe('cutAt', () => {
  it('ends in an ellipsis within the limit and never splits a character', () => {
    expect(cutAt('abcdef', 6)).toBe('abcdef');
    expect(cutAt('abcdefg', 6)).toBe('abcde…');
    expect(cutAt('abcd🧵🧵', 6)).toBe('abcd…');
  });
});

describe('toDrafts', () => {
  const file = readFileSync(join(__dirname, 'fixtures/shopify-export.csv'));
  const { drafts, problems, warnings, skipped } = toDrafts(
    readRows(file).rows,
    'EUR',
  );

  it('makes one product of each variant, with what the variants share', () => {
    expect(drafts.map(({ product }) => product.name)).toEqual([
      'Linen shirt – Red / M',
      'Linen shirt – Blue / L',
      'Beeswax candle',
      'Oversold mug',
    ]);
    const [red, blue] = drafts;
    expect(red!.product).toEqual({
      name: 'Linen shirt – Red / M',
      description: 'Cool & light.\n\nWash at 30°C, "inside out".',
      category: 'Shirts',
      price: { amountMinor: 3990, currency: 'EUR' },
      sku: 'LS-R-M',
      images: [
        'https://images.souk.example/linen-red.jpg',
        'https://images.souk.example/linen-1.jpg',
        'https://images.souk.example/linen-2.jpg',
        'https://images.souk.example/linen-3.jpg',
      ],
      attributes: { Tags: 'linen, summer', Colour: 'Red', 'Size EU': 'M' },
    });
    expect(blue!.product).toMatchObject({
      sku: '0042',
      price: { amountMinor: 4100 },
      attributes: { Colour: 'Blue', 'Size EU': 'L' },
    });
  });

  it('reads the stock of tracked variants, and leaves it undefined where the file has none', () => {
    expect(drafts.map(({ onHand }) => onHand)).toEqual([7, 0, undefined, 0]);
  });

  it('falls back to the last part of the product category', () => {
    expect(drafts[2]!.product).toMatchObject({
      category: 'Candles',
      attributes: {},
      images: [],
    });
  });

  it('reports rows it cannot import by line, and imports a product with stock below zero as 0', () => {
    expect(problems).toEqual([
      { line: 8, reason: 'the price "19,99" is not a plain number like 12.50' },
      { line: 9, reason: 'the stock -3 is below zero and counts as 0' },
      { line: 13, reason: 'the same SKU "LS-R-M" is on line 2 already' },
    ]);
    const reason =
      'the image "ftp://images.souk.example/mug.jpg" is left out, it is not a web address';
    expect(warnings).toEqual([{ line: 9, reason }]);
  });

  it('reports a skipped image once, however many variants share it', () => {
    const head =
      'Handle,Title,Variant Price,Option1 Value,Image Src,Image Position\n';
    const { drafts: made, warnings: said } = draftsOf(
      `${head}tea,Tea,1.00,S,https://a.example/1.jpg,1\ntea,,2.00,M,nowhere,2\n`,
    );
    expect(made.map(({ product }) => product.images)).toEqual([
      ['https://a.example/1.jpg'],
      ['https://a.example/1.jpg'],
    ]);
    expect(said.map(({ line }) => line)).toEqual([3]);
  });

  it('keeps the first twenty images and reports the rest', () => {
    const head = 'Handle,Title,Variant Price,Image Src,Image Position\n';
    const rows = Array.from(
      { length: 22 },
      (_, i) =>
        `tea,${i ? '' : 'Tea'},${i ? '' : '1.00'},https://a.example/${i}.jpg,${22 - i}`,
    );
    const { drafts: made, warnings: said } = draftsOf(head + rows.join('\n'));
    expect(made[0]!.product.images).toHaveLength(20);
    expect(made[0]!.product.images![0]).toBe('https://a.example/21.jpg');
    expect(said.map(({ line }) => line)).toEqual([3, 2]);
  });

  it('skips drafts, archived and unpublished products', () => {
    expect(skipped).toEqual([10, 11, 12]);
  });

  it('gives each variant a key of its own that does not change with other columns', () => {
    const one = draftsOf(
      `${HEAD}tea,Tea,,1.00,5,Size,S\ntea,,,1.00,5,,M\ntea,,T3,1.00,5,,L\n`,
    ).drafts;
    const other = draftsOf(
      `${HEAD}tea,Better tea,,2.00,9,Size,S\ntea,,,2.00,0,,M\ntea,,T3,2.00,5,,XL\n`,
    ).drafts;
    expect(other.map(({ key }) => key)).toEqual(one.map(({ key }) => key));
    expect(new Set(one.map(({ key }) => key)).size).toBe(3);
    expect(
      draftsOf(`${HEAD}th\u00e9 vert,Thé,,1.00,,,\n`).drafts[0]!.key,
    ).toMatch(/^[\x21-\x7e]{1,200}$/);
  });

  it('rejects a variant that is in the file twice', () => {
    const { drafts: kept, problems: said } = draftsOf(
      `${HEAD}tea,Tea,,1.00,5,Size,S\ntea,,,2.00,5,,S\n`,
    );
    expect(kept.map(({ line }) => line)).toEqual([2]);
    expect(said).toEqual([
      { line: 3, reason: 'the same variant is on line 2 already' },
    ]);
  });

  it.each([
    [',Tea,,1.00,5,,', 'the row has no handle'],
    ['tea,,,1.00,5,,', 'the product has no title'],
    ['tea,Tea,,,5,,', 'there is no price'],
    ['tea,Tea,,1.00,some,,', 'the stock "some" is not a whole number'],
    ['tea,Tea,,1.00,1.5,,', 'the stock "1.5" is not a whole number'],
    [
      `tea,${'long '.repeat(50)},,1.00,5,,`,
      'name: Too big: expected string to have <=200 characters',
    ],
  ])('reports %j', (row, reason) => {
    expect(draftsOf(`${HEAD}${row}\n`)).toMatchObject({
      drafts: [],
      problems: [{ line: 2, reason }],
    });
  });

  it('groups rows of one handle that are not adjacent', () => {
    const { drafts: made } = draftsOf(
      `${HEAD}tea,Tea,T1,1.00,5,Size,S\ncup,Cup,C1,3.00,1,,\ntea,,T2,1.50,2,,M\n`,
    );
    expect(made.map(({ line, product }) => [line, product.name])).toEqual([
      [2, 'Tea – S'],
      [3, 'Cup'],
      [4, 'Tea – M'],
    ]);
  });

  it('truncates a long description and says so', () => {
    const { drafts: made, warnings: said } = draftsOf(
      `Handle,Title,Variant Price,Body (HTML)\ntea,Tea,1.00,${'leaf '.repeat(5000)}\n`,
    );
    expect(made[0]!.product.description).toHaveLength(20_000);
    expect(said).toEqual([
      { line: 2, reason: 'the description is cut at 20000 characters' },
    ]);
  });

  it('keeps as many whole tags as fit into an attribute', () => {
    const tags = Array.from({ length: 100 }, (_, i) => `tag-${i}`).join(', ');
    const { drafts: made, warnings: said } = draftsOf(
      `Handle,Title,Variant Price,Tags\ntea,Tea,1.00,"${tags}"\n`,
    );
    const kept = made[0]!.product.attributes!['Tags']!;
    expect(kept.length).toBeLessThanOrEqual(500);
    expect(tags.startsWith(`${kept},`)).toBe(true);
    expect(said).toHaveLength(1);
  });
});
