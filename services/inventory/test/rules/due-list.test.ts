import fc from 'fast-check';
import { addDue, dropDue, takeDue, type Due } from '../../src/rules/due-list';
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
      const list: Due[] = [];
      const plain: Due[] = [];
      for (const one of added) {
        addDue(list, one);
        plain.push(one);
      }
      for (const one of dropped) {
        dropDue(list, one);
        const at = plain.findIndex(
          ({ at: time, id }) => time === one.at && id === one.id,
        );
        if (at >= 0) plain.splice(at, 1);
      }
      expect(list).toEqual(sorted(plain));
      const expected = sorted(plain.filter(({ at }) => at <= now)).slice(
        0,
        most,
      );
      expect(takeDue(list, now, most)).toEqual(expected);
      expect(list).toHaveLength(plain.length - expected.length);
    },
  );
  fc.assert(property, { seed, numRuns: runs(2_000) });
});
