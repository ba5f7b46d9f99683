import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import { createCounterStore } from './counter-store.ts';
import { eraseCounters } from './erase-counters.ts';
import { foldCounters, foldCountersJob } from './fold-counters.ts';

interface WallContext {
  readonly like: (post: string, person: string) => Promise<boolean>;
  readonly unlike: (post: string, person: string) => Promise<boolean>;
  readonly likes: (posts: readonly string[]) => Promise<number[]>;
}

const wall: ToyDomain<WallContext> = {
  name: 'wall',
  contract: `type Query { likes(posts: [String!]!): [Int!]! }
    type Mutation { like(post: String!, person: String!): Boolean! unlike(post: String!, person: String!): Boolean! }`,
  tables: 'CREATE TABLE post_like (post text, person text, PRIMARY KEY (post, person))',
  resolvers: {
    Query: { likes: (_: unknown, { posts }: { posts: string[] }, { likes }: WallContext) => likes(posts) },
    Mutation: {
      like: (_: unknown, args: { post: string; person: string }, { like }: WallContext) => like(args.post, args.person),
      unlike: (_: unknown, args: { post: string; person: string }, { unlike }: WallContext) =>
        unlike(args.post, args.person),
    },
  },
  open: (_, database) => ({
    createContext: () => ({
      like: (post, person) =>
        database.transaction(async (_store, sql) => {
          const added = await sql.$executeRaw`INSERT INTO post_like VALUES (${post}, ${person}) ON CONFLICT DO NOTHING`;
          if (added === 1) await createCounterStore(sql).changeCounters('likes', [{ subject: post, delta: 1 }]);
          return added === 1;
        }),
      unlike: (post, person) =>
        database.transaction(async (_store, sql) => {
          const removed = await sql.$executeRaw`DELETE FROM post_like WHERE post = ${post} AND person = ${person}`;
          if (removed === 1) await createCounterStore(sql).changeCounters('likes', [{ subject: post, delta: -1 }]);
          return removed === 1;
        }),
      likes: (posts) => createCounterStore(database.sql).readCounters('likes', posts),
    }),
    jobs: [foldCountersJob(database.sql)],
  }),
};

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('counters of a toy domain, $form', ({ served }) => {
  let world: ToyWorld;
  let processes: readonly ToyProcess[];

  beforeAll(async () => {
    world = await openToyWorld({ served });
    processes = [await world.open(wall), await world.open(wall)];
  });
  afterAll(() => world.close());

  const ask = async (nth: number, document: string): Promise<unknown> => {
    // A database that is busy makes a request fail; it is sent again until it is answered, as a client would.
    for (;;) {
      const { data } = (await processes[nth % 2]?.client('wall').execute(document)) ?? {};
      if (data?.['result'] != null) return data['result'];
    }
  };
  const likesOf = (...posts: readonly string[]) => ask(0, `{ result: likes(posts: ${JSON.stringify(posts)}) }`);
  const like = (nth: number, post: string, person: string) =>
    ask(nth, `mutation { result: like(post: "${post}", person: "${person}") }`);

  test('1,000 parallel likes, each sent twice, end exact, and are exact at every moment', async () => {
    let isOver = false;
    const reads: number[] = [];
    const reading = (async () => {
      while (!isOver) reads.push(...((await likesOf('post')) as number[]));
    })();
    const results: unknown[] = [];
    // A hundred clients, ten people each.
    await Promise.all(
      Array.from({ length: 100 }, async (_client, client) => {
        for (let nth = 0; nth < 10; nth += 1) {
          const person = `person ${client * 10 + nth}`;
          results.push(...(await Promise.all([like(0, 'post', person), like(1, 'post', person)])));
        }
      }),
    );
    isOver = true;
    await reading;

    expect(results).toHaveLength(2_000);
    expect(await world.query('wall', "SELECT count(*)::int AS likes FROM post_like WHERE post = 'post'")).toEqual([
      { likes: 1_000 },
    ]);
    expect(await likesOf('post', 'nothing')).toEqual([1_000, 0]);
    // A count that was read between the two halves of a fold would go down, or beyond the likes that there are.
    expect(reads).toEqual([...reads].sort((one, other) => one - other));
    expect(reads.at(-1)).toBeLessThanOrEqual(1_000);
    const changes = () => world.query('wall', 'SELECT 1 FROM counter_change');
    await eventually(async () => (await changes()).length === 0, 'the changes to be folded');
    expect(await likesOf('post')).toEqual([1_000]);
    expect(await world.query('wall', "SELECT value FROM counter WHERE subject = 'post'")).toEqual([{ value: '1000' }]);
  });

  test('go down as well, once', async () => {
    await like(0, 'other', 'ada');
    await like(1, 'other', 'ben');
    const unlike = (nth: number) => ask(nth, 'mutation { result: unlike(post: "other", person: "ada") }');

    expect((await Promise.all([unlike(0), unlike(1)])).sort()).toEqual([false, true]);

    expect(await likesOf('other', 'post')).toEqual([1, 1_000]);
  });
});

describe('tables of counters', () => {
  let world: ToyWorld;
  beforeAll(async () => {
    world = await openToyWorld();
    await world.migrate(wall);
  });
  afterAll(() => world.close());

  test('are the same to readers before, during and after a fold, by any number of processes', async () => {
    const { sql, transaction } = world.database('wall');
    const store = createCounterStore(sql);
    const subjects = ['a', 'b'];
    await store.changeCounters(
      'views',
      subjects.map((subject) => ({ subject, delta: 3 })),
    );
    await store.changeCounters('likes', [{ subject: 'a', delta: 9 }]);
    expect(await foldCounters(sql, 1)).toBe(1);
    expect(await store.readCounters('views', subjects)).toEqual([3, 3]);

    await transaction(async (_, tx) => {
      expect(await foldCounters(tx)).toBe(2);
      expect(await foldCounters(sql)).toBe(0);
      expect(await store.readCounters('views', ['b', 'a', 'none'])).toEqual([3, 3, 0]);
    });

    expect(await store.readCounters('views', ['b', 'a', 'none'])).toEqual([3, 3, 0]);
    expect(await store.readCounters('likes', subjects)).toEqual([9, 0]);
  });

  test('have nothing of a user who was erased', async () => {
    const { sql } = world.database('wall');
    const store = createCounterStore(sql);
    await store.changeCounters('followers', [{ subject: 'usr_ada', delta: 2 }]);
    await foldCounters(sql);
    await store.changeCounters(
      'followers',
      ['usr_ada', 'usr_ben'].map((subject) => ({ subject, delta: 1 })),
    );

    await eraseCounters(sql, 'usr_ada');

    expect(await store.readCounters('followers', ['usr_ada', 'usr_ben'])).toEqual([0, 1]);
  });
});
