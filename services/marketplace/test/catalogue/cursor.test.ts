import { decodeCursor, encodeCursor } from '../../src/catalogue/cursor';
import { symmetricKeys } from '@souk/platform/auth/sealing';

const list = { sort: 'newest', q: undefined };
const position = [7, 'p-1'] as const;

it('accepts cursors of a key that is being rotated, and of no other', () => {
  const rotating = symmetricKeys('new\nold\n');
  for (const keys of [rotating, symmetricKeys('old'), symmetricKeys('new')])
    expect(
      decodeCursor(rotating, list, encodeCursor(keys, list, [...position])),
    ).toEqual(position);
  const signed = encodeCursor(rotating, list, [...position]);
  expect(decodeCursor(['new'], list, signed)).toEqual(position);
  expect(() => decodeCursor(['old'], list, signed)).toThrow('not a cursor');
});
