import fc from 'fast-check';
import {
  addDue,
  dropDue,
  dueSize,
  firstDue,
  takeDue,
  type Due,
  type DueList,
} from '../../src/rules/due-list';
import { runs, seed } from './runs';

const due: fc.Arbitrary<Due> = fc.record({
  at: fc.nat(20),
  id: fc.constantFrom('A', 'b', 'c', 'd'),
});
const sorted = (list: Due[]) =>
  [...list].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

it('stays sorted through changes, and returns exactly what is due', () => {
  const property = fc.property(
    fc.array(due),
    fc.array(due),
    fc.nat(20),
    fc.nat(5),
    (added, dropped, now, most) => {
      let list: DueList = [];
      const plain: Due[] = [];
      for (const one of added) {
        list = addDue(list, one);
        plain.push(one);
      }
      for (const one of dropped) {
        list = dropDue(list, one);
        const at = plain.findIndex(
          ({ at: time, id }) => time === one.at && id === one.id,
        );
        if (at >= 0) plain.splice(at, 1);
      }
      const inOrder = sorted(plain);
      expect(list.flat()).toEqual(inOrder);
      expect([firstDue(list), dueSize(list)]).toEqual([
        inOrder[0],
        inOrder.length,
      ]);
      const expected = sorted(plain.filter(({ at }) => at <= now)).slice(
        0,
        most,
      );
      const { due: taken, left } = takeDue(list, now, most);
      expect(taken).toEqual(expected);
      expect(left.flat()).toEqual(inOrder.slice(expected.length));
      expect(left.every(({ length }) => length > 0)).toBe(true);
    },
  );
  fc.assert(property, { seed, numRuns: runs(2_000) });
});

it('stays in order over many chunks, and copies only those that change', () => {
  const ids = (list: DueList) => list.flat().map(({ id }) => Number(id));
  const dues = Array.from({ length: 5_000 }, (_, n) => ({
    at: (n * 7_919) % 5_000,
    id: String((n * 7_919) % 5_000),
  }));
  const list = dues.reduce(addDue, []);
  expect(ids(list)).toEqual(dues.map((_, n) => n));

  const more = addDue(list, { at: 2_500, id: '2500a' });
  const fewer = dropDue(list, { at: 2_500, id: '2500' });
  for (const next of [more, fewer])
    expect(next.filter((chunk) => !list.includes(chunk)).length).toBeLessThan(
      3,
    );
  expect(dueSize(more) - dueSize(fewer)).toBe(2);
  expect(dueSize(takeDue(list, 2_499).left)).toBe(2_500);
  expect(dues.reduce(dropDue, list)).toEqual([]);
});
