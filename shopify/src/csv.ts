import { CsvError, parse } from 'csv-parse/sync';

/**
 * The columns the import reads, with the names Shopify's exports have used for
 * each.
 */
const COLUMNS = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  body: ['Body (HTML)', 'Body HTML', 'Body', 'Description'],
  category: ['Product Category', 'Standardized Product Type'],
  type: ['Type', 'Custom Product Type'],
  tags: ['Tags'],
  published: ['Published', 'Published on online store'],
  status: ['Status'],
  option1Name: ['Option1 Name'],
  option1Value: ['Option1 Value'],
  option2Name: ['Option2 Name'],
  option2Value: ['Option2 Value'],
  option3Name: ['Option3 Name'],
  option3Value: ['Option3 Value'],
  sku: ['Variant SKU', 'SKU'],
  price: ['Variant Price', 'Price'],
  grams: ['Variant Grams', 'Weight value (grams)'],
  quantity: ['Variant Inventory Qty', 'Inventory quantity'],
  imageUrl: ['Image Src', 'Product image URL'],
  imagePosition: ['Image Position'],
  variantImageUrl: ['Variant Image', 'Variant image URL'],
} as const;
type Column = keyof typeof COLUMNS;
const COLUMN_NAMES = Object.keys(COLUMNS) as Column[];
const REQUIRED: Column[] = ['handle', 'title', 'price'];

/**
 * A row by column, trimmed; a missing column reads as ''. `line` is where the
 * row begins in the file.
 */
export type Row = Record<Column, string> & { line: number };

export interface RowProblem {
  line: number;
  reason: string;
}

/** The file cannot be read at all. */
export class BadFile extends Error {}

/**
 * Reads a Shopify product export: byte order mark, any newline, quoted
 * newlines, columns in any order. A row that cannot be read is reported, and
 * reading continues with the next line, so that a stray quote costs one row
 * only.
 * @throws BadFile when there is no header or a required column is missing.
 */
export function readRows(bytes: Uint8Array): {
  rows: Row[];
  problems: RowProblem[];
} {
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
  const { records, problems } = readRecords(text);
  const header = records.shift();
  if (!header || header.line !== firstLine(text))
    throw new BadFile('The file has no readable header line');
  const positions = positionsOf(header.fields);
  const replacement = isUtf8(bytes) ? undefined : '\ufffd';
  const rows: Row[] = [];
  for (const { line, fields } of records) {
    const reason = problemOf(fields, header.fields.length, replacement);
    if (reason !== undefined) problems.push({ line, reason });
    else rows.push(rowOf(line, fields, positions));
  }
  return { rows, problems: problems.sort((a, b) => a.line - b.line) };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function positionsOf(header: string[]): Map<Column, number> {
  const titles = header.map((title) => title.trim().toLowerCase());
  const positions = new Map<Column, number>();
  for (const column of COLUMN_NAMES) {
    const found = COLUMNS[column]
      .map((name) => titles.indexOf(name.toLowerCase()))
      .find((index) => index >= 0);
    if (found !== undefined) positions.set(column, found);
  }
  const missing = REQUIRED.filter((column) => !positions.has(column)).map(
    (column) => `"${COLUMNS[column][0]}"`,
  );
  if (missing.length > 0)
    throw new BadFile(
      `Not a Shopify product export: the header has no column ${missing.join(', ')}`,
    );
  return positions;
}

function problemOf(
  fields: string[],
  expected: number,
  replacement: string | undefined,
): string | undefined {
  const surplus = fields.slice(expected).some((field) => field !== '');
  if (fields.length < expected || surplus)
    return `the row has ${fields.length} columns, the header has ${expected}`;
  if (replacement && fields.some((field) => field.includes(replacement)))
    return 'the row is not UTF-8 text';
  return undefined;
}

function rowOf(
  line: number,
  fields: string[],
  positions: Map<Column, number>,
): Row {
  const cells = COLUMN_NAMES.map(
    (column) =>
      [column, fields[positions.get(column) ?? -1]?.trim() ?? ''] as const,
  );
  return { ...(Object.fromEntries(cells) as Record<Column, string>), line };
}

interface CsvRecord {
  line: number;
  fields: string[];
}

const MAX_RECORD_BYTES = 2_000_000;

// The parser stops at its first error, and its own skip option loses the rows
// after a stray quote. So it is restarted on the line after the start of the
// broken record.
function readRecords(text: string): {
  records: CsvRecord[];
  problems: RowProblem[];
} {
  const starts = lineStarts(text);
  const records: CsvRecord[] = [];
  const problems: RowProblem[] = [];
  for (let first = 0; first < starts.length;) {
    let next = first;
    const onRecord = (fields: string[], { lines }: { lines: number }) => {
      next = first + lines;
      records.push({
        line: next - fields.join('').split('\n').length + 1,
        fields,
      });
      return null;
    };
    try {
      parse(text.slice(starts[first]), {
        relax_column_count: true,
        skip_empty_lines: true,
        max_record_size: MAX_RECORD_BYTES,
        on_record: onRecord,
      });
      return { records, problems };
    } catch (err) {
      if (!(err instanceof CsvError)) throw err;
      while (text[starts[next] ?? text.length] === '\n') next += 1;
      problems.push({
        line: next + 1,
        reason: REASONS[err.code] ?? 'the row is not well-formed CSV',
      });
      first = next + 1;
    }
  }
  return { records, problems };
}

const REASONS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE:
    'a quoted field goes on after its closing quote (or a quote was never closed)',
  INVALID_OPENING_QUOTE: 'a quote stands inside a field that is not quoted',
  CSV_MAX_RECORD_SIZE: 'a quote is opened and not closed for a very long time',
};

function lineStarts(text: string): number[] {
  const starts = text === '' ? [] : [0];
  for (
    let at = text.indexOf('\n');
    at >= 0 && at < text.length - 1;
    at = text.indexOf('\n', at + 1)
  )
    starts.push(at + 1);
  return starts;
}

const firstLine = (text: string) => (/^\n*/.exec(text)?.[0].length ?? 0) + 1;
