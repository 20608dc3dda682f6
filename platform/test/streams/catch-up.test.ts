import { catchUp } from '../../src/streams/catch-up';

const START = Date.parse('2026-01-01T00:00:00.000Z');

function replica() {
  const at = { lag: undefined as number | undefined, seconds: 0 };
  const now = () => new Date(START + at.seconds * 1_000);
  return { at, mayServe: catchUp({ lag: () => at.lag, now }) };
}

it('waits for a replica that starts far behind', () => {
  const { at, mayServe } = replica();
  expect(mayServe()).toBe(false); // nobody knows yet
  at.lag = 20_000;
  expect(mayServe()).toBe(false);
  at.lag = 1_000;
  expect(mayServe()).toBe(true);
});

it('waits no longer than a minute', () => {
  const { at, mayServe } = replica();
  at.lag = 20_000;
  at.seconds = 59;
  expect(mayServe()).toBe(false);
  at.seconds = 60;
  expect(mayServe()).toBe(true);
});

it('never takes out a replica that has caught up once', () => {
  const { at, mayServe } = replica();
  at.lag = 0;
  expect(mayServe()).toBe(true);
  at.lag = 50_000;
  expect(mayServe()).toBe(true);
});
