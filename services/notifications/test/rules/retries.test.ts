import { GIVEN_UP_AFTER_MS, nextTry } from '../../src/rules/retries';

const since = new Date('2026-01-02T03:04:05.006Z');
const middle = () => 0.5;
const pause = (tries: number, random = middle) => {
  const next = nextTry({ tries, since, now: since, permanent: false }, random);
  return next && (next.getTime() - since.getTime()) / 1_000;
};

it('waits longer after each failed try, up to an hour', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 40].map((tries) => pause(tries))).toEqual([
    5, 15, 60, 300, 900, 3_600, 3_600, 3_600,
  ]);
});

it('spreads the tries of mails that failed together', () => {
  expect([pause(1, () => 0), pause(1, () => 1)]).toEqual([4, 6]);
});

it('gives up a mail that the server refuses for good', () => {
  expect(
    nextTry({ tries: 1, since, now: since, permanent: true }, middle),
  ).toBeUndefined();
});

it('gives up a day after the mail was asked for', () => {
  const now = (ms: number) => new Date(since.getTime() + ms);
  const at = (ms: number) =>
    nextTry({ tries: 9, since, now: now(ms), permanent: false }, middle);
  expect(at(GIVEN_UP_AFTER_MS - 3_600_000)).toEqual(now(GIVEN_UP_AFTER_MS));
  expect(at(GIVEN_UP_AFTER_MS - 3_599_999)).toBeUndefined();
});
