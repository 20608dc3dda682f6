import { levelPace } from '../../src/stock/pace';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A pace of 250 ms, and how often it announced each product. */
function pace() {
  const announced: string[] = [];
  const shown = levelPace((productId) => announced.push(productId), 250);
  return { shown, announced };
}

it('announces a busy product every 250 ms, and its last level', () => {
  const { shown, announced } = pace();
  for (let n = 0; n < 100; n += 1) {
    shown('a', 200 - n);
    jest.advanceTimersByTime(10);
  }
  expect(announced).toHaveLength(5);
  jest.advanceTimersByTime(10_000);
  expect(announced).toHaveLength(5);
});

it('announces at once that a product is sold out, and that it is back', () => {
  const { shown, announced } = pace();
  shown('a', 2);
  shown('a', 1);
  expect(announced).toHaveLength(1);
  shown('a', 0);
  expect(announced).toHaveLength(2);
  shown('a', 3);
  expect(announced).toHaveLength(3);
  jest.advanceTimersByTime(1_000);
  expect(announced).toHaveLength(3);
});

it('lets no product wait for another', () => {
  const { shown, announced } = pace();
  shown('a', 1);
  shown('b', 1);
  expect(announced).toEqual(['a', 'b']);
});
