import { z } from 'zod';
import { AppError } from '../../src/http/errors';
import { parse } from '../../src/http/parse';

const Order = z.strictObject({
  name: z.string().min(1),
  lines: z.array(z.strictObject({ quantity: z.int().min(1) })),
});

const refusal = (input: unknown): AppError => {
  try {
    parse(Order, input);
  } catch (err) {
    if (err instanceof AppError) return err;
  }
  throw new Error('was not refused');
};
const paths = (input: unknown) =>
  refusal(input).extra.fields?.map((field) => field.path);

describe('parse', () => {
  it('returns the parsed input', () => {
    expect(parse(Order, { name: 'a', lines: [{ quantity: 1 }] })).toEqual({
      name: 'a',
      lines: [{ quantity: 1 }],
    });
  });

  it('names every invalid field, unknown ones by their own path', () => {
    const input = {
      name: '',
      lines: [{ quantity: 1 }, { quantity: -1, colour: 'red' }],
      extra: 1,
      more: 2,
    };
    expect(refusal(input)).toMatchObject({
      kind: 'invalid',
      slug: 'invalid-input',
    });
    expect(paths(input)?.sort()).toEqual([
      'extra',
      'lines.1.colour',
      'lines.1.quantity',
      'more',
      'name',
    ]);
  });

  it.each([[undefined], [null], ['text'], [[]]])(
    'refuses %p in place of an object',
    (input) => {
      expect(paths(input)).toEqual(['']);
    },
  );

  it.each([
    0.5,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '1',
    { $ne: null },
  ])('refuses %p as a quantity', (quantity) => {
    expect(paths({ name: 'a', lines: [{ quantity }] })).toEqual([
      'lines.0.quantity',
    ]);
  });

  it('truncates a long field name', () => {
    expect(
      paths({ name: 'a', lines: [], ['x'.repeat(10_000)]: 1 })?.[0]?.length,
    ).toBeLessThanOrEqual(200);
  });

  it('names a hundred of too many wrong fields, and counts the others', () => {
    const unknown = Array.from({ length: 25_000 }, (_, n): [string, number] => [
      `f${n}`,
      1,
    ]);
    const fields: Record<string, number> = Object.fromEntries(unknown);
    const input = { name: 'a', lines: [], ...fields };
    const { extra } = refusal(input);

    expect(extra.fields).toHaveLength(100);
    expect(extra.members).toEqual({ errorsOmitted: 24_900 });
  });
});
