import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import { ANONYMOUS, type Caller, serviceCaller } from '../executor/caller.ts';

const CONTRACT = 'type Query { name: String }';
const note = {
  ownerId: 'usr_eve',
  text: 'Buy!',
  mediaFileIds: ['fil_1'],
  createdAt: new Date('2031-03-01T12:00:00.000Z'),
};

const wall: ToyDomain<{ readonly caller: Caller }> = {
  name: 'wall',
  contract: CONTRACT,
  resolvers: { Query: { name: () => 'wall' } },
  open: () => ({
    createContext: (caller) => ({ caller }),
    moderationSources: [
      {
        prefix: 'note',
        visible: async ({ caller }, id) => (caller.viewerId === 'usr_ada' && id === 'note_1' ? note : null),
        stored: async (id) => (id === 'note_1' ? note : null),
      },
    ],
  }),
};
const meadow: ToyDomain<object> = {
  name: 'meadow',
  contract: CONTRACT,
  resolvers: { Query: { name: () => 'meadow' } },
  open: () => ({ createContext: () => ({}) }),
};

let world: ToyWorld;
let running: ToyProcess;

beforeAll(async () => {
  world = await openToyWorld({ served: false });
  running = await world.open(wall, meadow);
});
afterAll(() => world.close());

const QUERY = 'query ($id: ID!) { moderationSubject(id: $id) { ownerId text mediaFileIds createdAt } }';
const ask = (caller: Caller, id = 'note_1', domain = 'wall') => running.client(domain).execute(QUERY, { id }, caller);
const as = (viewerId: string) => ({ ...ANONYMOUS, viewerId });

test('what a person cannot see is null for them, and moderation reads it as it is stored', async () => {
  const found = { data: { moderationSubject: { ...note, createdAt: '2031-03-01T12:00:00.000Z' } } };
  expect(await ask(as('usr_ada'))).toEqual(found);
  expect(await ask(as('usr_ben'))).toEqual({ data: { moderationSubject: null } });
  expect(await ask(serviceCaller('moderation'))).toEqual(found);
});

test('what is of no kind of the domain is null', async () => {
  for (const id of ['note_2', 'msg_1', 'note'])
    expect(await ask(serviceCaller('moderation'), id)).toEqual({ data: { moderationSubject: null } });
  expect(await ask(as('usr_ada'), 'note_1', 'meadow')).toEqual({ data: { moderationSubject: null } });
});

test.each([
  ['a visitor', ANONYMOUS],
  ['another service', serviceCaller('chat')],
])('%s is refused', async (_, caller) => {
  expect(await ask(caller)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
});
