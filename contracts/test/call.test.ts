import { z } from 'zod';
import { APPS } from '../src/apps';
import {
  defineCall,
  paramsOf,
  pathOf,
  type CallArguments,
  type CallInput,
} from '../src/call';
import { CALLS } from '../src/registry/calls';

const moveShelf = defineCall({
  app: 'inventory',
  method: 'PUT',
  path: '/shelves/{shelfId}/{placeId}',
  scope: 'shelves:write',
  body: z.strictObject({ to: z.string() }),
  answer: z.object({ moved: z.boolean() }),
});

const params = { shelfId: 's-1', placeId: 'p 2' };

describe('a declared call', () => {
  test('fills in its path and encodes the parameters', () => {
    expect(pathOf(moveShelf, params)).toBe('/shelves/s-1/p%202');
  });

  test('requires an id for each parameter of its path and no other', () => {
    expect(Object.keys(paramsOf(moveShelf).shape)).toEqual([
      'shelfId',
      'placeId',
    ]);
    expect(paramsOf(moveShelf).safeParse(params).success).toBe(false);
    expect(
      paramsOf(moveShelf).safeParse({ ...params, placeId: 'p-2' }).success,
    ).toBe(true);
  });

  test('does not compile with a misspelt, missing or extra part', () => {
    const right: CallArguments<typeof moveShelf> = {
      params,
      body: { to: 'x' },
    };
    // @ts-expect-error: the parameter has another name
    const named: CallArguments<typeof moveShelf>['params'] = { shelf: 's-1' };
    // @ts-expect-error: the body is missing
    const bodiless: CallArguments<typeof moveShelf> = { params };
    // @ts-expect-error: the call declares no query
    const query: CallInput<typeof moveShelf>['query'] = { after: 'x' };

    expect([right, named, bodiless, query]).toHaveLength(4);
  });
});

describe('the calls of all services', () => {
  const all = Object.values(CALLS).flat();

  test('exist for every app except the marketplace', () => {
    expect(Object.keys(CALLS).sort()).toEqual(
      APPS.filter((app) => app !== 'marketplace').sort(),
    );
    for (const [app, calls] of Object.entries(CALLS)) {
      expect(calls.length).toBeGreaterThan(0);
      expect(new Set(calls.map((call) => call.app))).toEqual(new Set([app]));
    }
  });

  test('have a unique method and path', () => {
    const names = all.map(
      ({ app, method, path }) =>
        `${app} ${method} ${path.replace(/\{\w+\}/g, '{}')}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
