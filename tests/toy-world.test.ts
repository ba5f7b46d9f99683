import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sql } from '../runtime/database/database.ts';
import { defineEvent } from '../runtime/events/event-type.ts';
import { announce } from '../runtime/events/outbox.ts';
import { on } from '../runtime/events/reaction.ts';
import { serviceCaller } from '../runtime/executor/caller.ts';
import type { CallDomain } from '../runtime/subgraph/host.ts';
import { eventually } from './eventually.ts';
import { openToyWorld, type ToyDomain, type ToyWorld } from './toy-world.ts';

const planted = defineEvent<{ readonly name: string }>('garden.tree-planted', {
  notifies: false,
  reason: 'Only tests publish it.',
});

interface GardenContext {
  readonly plant: (name: string) => Promise<void>;
}

const garden: ToyDomain<GardenContext> = {
  name: 'garden',
  contract: 'type Query { trees: [String!]! } type Mutation { plant(name: String!): String }',
  tables: 'CREATE TABLE tree (name text PRIMARY KEY)',
  resolvers: {
    Query: { trees: () => ['oak'] },
    Mutation: {
      plant: async (_: unknown, { name }: { name: string }, { plant }: GardenContext) => {
        await plant(name);
        return name;
      },
    },
  },
  open: ({ now }, database) => ({
    createContext: () => ({
      plant: (name) =>
        database.transaction(async (_, sql) => {
          await sql.$executeRaw`INSERT INTO tree (name) VALUES (${name})`;
          await announce(sql, planted, { name }, now());
        }),
    }),
  }),
};

const census: ToyDomain<{ readonly ask: CallDomain; readonly database: Sql }> = {
  name: 'census',
  contract: 'type Query { counted: Int! askedTrees: [String!]! }',
  tables: 'CREATE TABLE counted (name text PRIMARY KEY)',
  resolvers: {
    Query: {
      counted: async (_: unknown, __: unknown, { database }: { database: Sql }) => {
        const [row] = await database.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM counted`;
        return row?.total ?? 0;
      },
      askedTrees: async (_: unknown, __: unknown, { ask }: { ask: CallDomain }) =>
        (await ask('garden', '{ trees }', {}, serviceCaller('census')))['trees'],
    },
  },
  open: ({ ask }, database) => ({
    createContext: () => ({ ask, database: database.sql }),
    reactions: [
      on(planted, async (sql: Sql, { name }) => {
        await sql.$executeRaw`INSERT INTO counted (name) VALUES (${name})`;
      }),
    ],
  }),
};

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('toy domains, $form', ({ served }) => {
  let world: ToyWorld;
  afterEach(() => world.close());

  test('publish events to each other and ask each other', async () => {
    world = await openToyWorld({ served });
    const { client } = await world.open(garden, census);

    expect(await client('garden').execute('mutation { plant(name: "elm") }')).toEqual({ data: { plant: 'elm' } });

    await eventually(
      async () => (await client('census').execute('{ counted }')).data?.['counted'] === 1,
      'the event to be handled',
    );
    expect(await client('census').execute('{ askedTrees }')).toEqual({ data: { askedTrees: ['oak'] } });
    expect(await world.query('garden', 'SELECT name FROM tree')).toEqual([{ name: 'elm' }]);
  });
});
