import { breaker, retryBudget } from '../../src/outbound/breaker';

describe('a breaker', () => {
  function broken() {
    const clock = { ms: 0 };
    const one = breaker(() => clock.ms);
    for (let n = 0; n < 5; n++) {
      expect(one.mayTry()).toBe(true);
      one.ended(false);
    }
    return { clock, one };
  }

  it('opens after five failures in a row', () => {
    expect(broken().one.mayTry()).toBe(false);
  });

  it('counts from the last success', () => {
    const one = breaker();
    for (let n = 0; n < 20; n++) one.ended(n % 5 === 4);
    expect(one.mayTry()).toBe(true);
  });

  it('lets one request try after ten seconds', () => {
    const { clock, one } = broken();
    clock.ms += 10_000;
    expect([one.mayTry(), one.mayTry()]).toEqual([true, false]);
    one.ended(false);
    expect(one.mayTry()).toBe(false);
    clock.ms += 10_000;
    expect(one.mayTry()).toBe(true);
    one.ended(true);
    expect([one.mayTry(), one.mayTry()]).toEqual([true, true]);
  });
});

it('a budget lets one of ten requests be sent again', () => {
  const budget = retryBudget();
  const spent = () =>
    Array.from({ length: 20 }, () => budget.spend()).filter(Boolean).length;
  expect(spent()).toBe(10);
  for (let n = 0; n < 31; n++) budget.earn();
  expect(spent()).toBe(3);
});
