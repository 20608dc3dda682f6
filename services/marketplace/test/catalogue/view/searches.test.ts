import {
  setImmediate as turn,
  setTimeout as pause,
} from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { emptyCatalogue } from '../../support/market';

/** Counts without end. */
const ENDLESS =
  'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS most FROM n';
const ONE = 'SELECT 1 AS one';

const opened = () => {
  const cuts: string[] = [];
  const { db } = emptyCatalogue({
    cutAfterMs: 20,
    onCut: (sql) => cuts.push(sql),
  });
  return { db, cuts };
};

it('cuts a search that takes too long, and counts it', async () => {
  const { db, cuts } = opened();
  await expect(db.search(ENDLESS)).rejects.toMatchObject({
    slug: 'search-too-slow',
  });
  expect(cuts).toEqual([ENDLESS]);
  expect(await db.search(ONE)).toEqual([{ one: 1 }]);
  await db.close();
});

it('keeps this thread and its reads going meanwhile', async () => {
  const { db } = opened();
  let cut = false;
  const searches = [db.search(ENDLESS), db.search(ENDLESS)].map((search) =>
    search.catch(() => void (cut = true)),
  );
  let turns = 0;
  while (!cut) {
    await turn();
    expect(db.read(ONE)).toEqual([{ one: 1 }]);
    turns += 1;
  }
  expect(turns).toBeGreaterThan(0);
  await Promise.all(searches);
  await db.close();
});

it('cuts a search although what earlier ones left is freed meanwhile', async () => {
  const { db, cuts } = opened();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let n = 0; n < 20; n++) await db.search(`SELECT ${n} AS one`);
  const search = db.search(ENDLESS).catch(() => undefined);
  await pause(10); // so that the engine is most probably at work
  while (cuts.length === 0) {
    collect();
    await turn();
  }
  expect(cuts).toEqual([ENDLESS]);
  await search;
  await db.close();
});

it('gives the next one in the queue its turn, and refuses more than may wait', async () => {
  const { db } = opened();
  const endless = Promise.allSettled(
    Array.from({ length: 2 }, () => db.search(ENDLESS)),
  );
  const waiting = Array.from({ length: 100 }, () => db.search(ONE));
  await expect(db.search(ONE)).rejects.toMatchObject({ slug: 'overloaded' });
  expect((await endless).map(({ status }) => status)).toEqual([
    'rejected',
    'rejected',
  ]);
  expect(await Promise.all(waiting)).toHaveLength(100);
  await db.close();
});

it('closes while searches run and wait', async () => {
  const { db } = opened();
  const asked = Array.from({ length: 4 }, () => db.search(ENDLESS));
  const settled = Promise.allSettled(asked);
  await db.close();
  expect((await settled).every(({ status }) => status === 'rejected')).toBe(
    true,
  );
});
