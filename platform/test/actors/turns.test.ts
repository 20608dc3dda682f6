import { actorTurns, type ActorType } from '../../src/actors/turns';

/** A type that notes what is activated, and turns with room for two actors. */
function crowded({ size }: { size?: () => number } = {}) {
  const activated: string[] = [];
  const type: ActorType = {
    name: 'TestActor',
    methods: ['work'],
    activate: (id) => {
      activated.push(id);
      return { invoke: async () => null, ...(size ? { size } : {}) };
    },
  };
  const turns = actorTurns({ residentBytes: 8_192 });
  const visit = (id: string, work = Promise.resolve()) =>
    turns.take(type, id, () => work);
  return { activated, visit };
}

describe('the actors in memory', () => {
  it('are bounded: the least recently used are discarded', async () => {
    const { activated, visit } = crowded();
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await visit(id);
    expect(activated).toEqual(['a', 'b', 'c', 'b']);
  });

  it('count by what they say they take, as of their last turn', async () => {
    let bytes = 1_000;
    const { activated, visit } = crowded({ size: () => bytes });
    for (const id of ['a', 'b', 'c']) await visit(id);
    bytes = 8_000;
    for (const id of ['c', 'a', 'c']) await visit(id);
    expect(activated).toEqual(['a', 'b', 'c', 'a', 'c']);
  });

  it('are not discarded in a turn, whatever comes meanwhile', async () => {
    const { activated, visit } = crowded();
    let end: () => void = () => undefined;
    const long = visit('a', new Promise<void>((resolve) => (end = resolve)));
    for (const id of ['b', 'c', 'd']) await visit(id);
    const waiting = visit('a');
    end();
    await Promise.all([long, waiting]);
    await visit('a');
    expect(activated).toEqual(['a', 'b', 'c', 'd']);
  });
});

it('peeks at an actor between its turns only', async () => {
  const type: ActorType = {
    name: 'TestActor',
    methods: ['work'],
    activate: (id) => ({ invoke: async () => null, peek: () => `${id}!` }),
  };
  const turns = actorTurns();
  expect(turns.peek(type.name, 'a')).toBeUndefined();
  await turns.take(type, 'a', async () => {
    expect(turns.peek(type.name, 'a')).toBeUndefined();
  });
  expect(turns.peek(type.name, 'a')).toBe('a!');
  await turns.putAway(type.name, 'a');
  expect(turns.peek(type.name, 'a')).toBeUndefined();
});
