import { APPS } from '../src/apps';
import { CALLS } from '../src/registry/calls';
import { RIGHTS, scopesOf } from '../src/rights';

describe('the table of rights', () => {
  const isApp = (name: string) => APPS.some((app) => app === name);

  test('gives only scopes that a call of the audience requires', () => {
    const unknown = Object.entries(RIGHTS).flatMap(([issuer, { mayAsk }]) =>
      Object.entries(mayAsk)
        .filter(([audience]) => isApp(audience))
        .flatMap(([audience, scopes]) => {
          const calls = Object.values(CALLS).flat();
          const required = calls
            .filter(({ app }) => app === audience)
            .map(({ scope }) => scope);
          return scopes
            .filter((scope) => !required.includes(scope))
            .map((scope) => `${issuer}: ${scope} of ${audience}`);
        }),
    );
    expect(unknown).toEqual([]);
  });

  test('gives every call to someone', () => {
    const forgotten = Object.values(CALLS)
      .flat()
      .filter(
        ({ app, scope }) =>
          !APPS.some((issuer) => scopesOf(issuer, app).includes(scope)),
      );
    expect(forgotten).toEqual([]);
  });

  test('gives nothing to a name that every object has', () => {
    expect(scopesOf('constructor', 'inventory')).toEqual([]);
    expect(scopesOf('marketplace', 'toString')).toEqual([]);
  });
});
