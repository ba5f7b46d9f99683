import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from '../../tests/toy-world.ts';
import type { Sql } from '../database/database.ts';
import type { Caller } from '../executor/caller.ts';
import { pruneExpired } from '../subgraph/prune-expired.ts';
import { eraseLogs } from './delete-log-entries.ts';
import type { DurableLog, LogEvent, Streams } from './durable-log.ts';
import { createLogStore, createStoredLog, WHOLE_LOG } from './stored-log.ts';

interface Post {
  readonly authorId: string | null;
  readonly text: string;
}

/** Posts of all authors in one log, for those who follow the author when a post is delivered. */
const postLog = (sql: Sql): DurableLog<Post> =>
  createStoredLog<{ readonly text: string }, Post>(sql, {
    name: 'wall.posts',
    entryOf: ({ people: [authorId = null], data }) => ({ authorId, text: data.text }),
    async relevant(rows, viewerIds) {
      const authors = rows.map(({ entry }) => entry.authorId);
      const follows = await sql.$queryRaw<{ nth: bigint; follower: string }[]>`
        SELECT nth, f.follower FROM unnest(${authors}::text[]) WITH ORDINALITY AS row(author, nth)
        JOIN follow AS f ON f.followee = row.author AND f.follower = ANY(${[...viewerIds]}::text[])`;
      const of = (at: number) => follows.filter(({ nth }) => Number(nth) === at + 1).map(({ follower }) => follower);
      return rows.map((_, at) => new Set(of(at)));
    },
  });

interface WallContext {
  readonly viewerId: string;
  readonly streams: Streams;
  readonly log: DurableLog<Post>;
  readonly post: (authorId: string, texts: readonly string[]) => Promise<void>;
}

const wall: ToyDomain<WallContext> = {
  name: 'wall',
  contract: `type Query { cursor(after: Int!): String! }
    type Mutation { post(author: ID!, texts: [String!]!): Boolean! }
    type Subscription { posts(after: String): PostEvent! }
    type PostEvent { cursor: String! resyncRequired: Boolean! text: String }`,
  tables: 'CREATE TABLE follow (follower text, followee text, PRIMARY KEY (follower, followee))',
  resolvers: {
    Query: {
      cursor: (_: unknown, { after }: { after: number }, { streams, log }: WallContext) =>
        streams.cursor(log, WHOLE_LOG, after),
    },
    Mutation: {
      async post(_: unknown, { author, texts }: { author: string; texts: string[] }, { post }: WallContext) {
        await post(author, texts);
        return true;
      },
    },
    Subscription: {
      posts: {
        subscribe: (_: unknown, { after }: { after?: string }, { streams, log, viewerId }: WallContext) =>
          streams.follow(log, WHOLE_LOG, viewerId, after),
        resolve: ({ entry, ...event }: LogEvent<Post>) => ({ ...event, text: entry?.text ?? null }),
      },
    },
  },
  open: ({ streams, now }, database) => {
    const log = postLog(database.sql);
    return {
      createContext: ({ viewerId }) => ({
        viewerId: viewerId ?? '',
        streams,
        log,
        async post(authorId, texts) {
          const entries = texts.map((text) => ({
            ...{ log: log.name, key: WHOLE_LOG, people: [authorId], data: { text } },
          }));
          await database.transaction((_, sql) => createLogStore(sql).appendToLogs(entries, now()));
          await streams.announce(log, WHOLE_LOG);
        },
      }),
    };
  },
};

interface PostEvent {
  readonly cursor: string;
  readonly resyncRequired: boolean;
  readonly text: string | null;
}

const START = new Date('2026-11-30T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1_000;
const callerOf = (viewerId: string): Caller => ({ viewerId, sessionId: null, scopes: [], service: null });
const AUTHORS = ['a', 'b', 'c'];

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('a filtered log of a toy domain, $form', ({ served }) => {
  let now = START;
  let world: ToyWorld;
  let processes: readonly ToyProcess[];
  let sql: Sql;

  beforeAll(async () => {
    world = await openToyWorld({ served, now: () => now });
    processes = [await world.open(wall), await world.open(wall)];
    ({ sql } = world.database('wall'));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    now = START;
    await world.query('wall', 'TRUNCATE log_entry, log_head, follow');
    // Ada follows one author, Ben another, and Eve both.
    await world.query('wall', `INSERT INTO follow VALUES ('ada', 'a'), ('ben', 'b'), ('eve', 'a'), ('eve', 'b')`);
  });

  const client = (nth = 0) => {
    const found = processes[nth % 2]?.client('wall');
    if (found === undefined) throw new Error('no such process');
    return found;
  };
  const post = async (nth: number, author: string, ...texts: readonly string[]) => {
    const { data } = await client(nth).execute('mutation ($a: ID!, $t: [String!]!) { post(author: $a, texts: $t) }', {
      a: author,
      t: texts,
    });
    expect(data).toEqual({ post: true });
  };
  const cursorAfter = async (after: number) =>
    String((await client().execute('query ($n: Int!) { cursor(after: $n) }', { n: after })).data?.['cursor']);
  const follow = async (viewerId: string, after: string, nth = 0) => {
    const document = 'subscription ($after: String) { posts(after: $after) { cursor resyncRequired text } }';
    const stream = await client(nth).subscribe(document, { after }, callerOf(viewerId));
    // as: this is what the document selects.
    const next = async () => (await stream.next()).value?.data?.['posts'] as PostEvent;
    const take = async (count: number) => {
      const events: PostEvent[] = [];
      while (events.length < count) events.push(await next());
      return events;
    };
    return { next, take, close: () => stream.return?.() };
  };
  const texts = (events: readonly PostEvent[]) => events.map(({ text }) => text);
  /** Twelve posts of the three authors in turn: `a1`, `b2`, `c3` … */
  const interleave = async () => {
    for (let nth = 1; nth <= 12; nth += 1) {
      const author = AUTHORS[(nth - 1) % 3] ?? '';
      await post(nth, author, `${author}${nth}`);
    }
  };
  const SEEN = {
    ada: ['a1', 'a4', 'a7', 'a10'],
    ben: ['b2', 'b5', 'b8', 'b11'],
    eve: ['a1', 'b2', 'a4', 'b5', 'a7', 'b8', 'a10', 'b11'],
  };

  test('three viewers on two processes receive what concerns each, live and after every number', async () => {
    const start = await cursorAfter(0);
    const live = await Promise.all(Object.keys(SEEN).map((viewerId, nth) => follow(viewerId, start, nth)));
    await interleave();
    for (const [nth, expected] of Object.values(SEEN).entries()) {
      expect(texts((await live[nth]?.take(expected.length)) ?? [])).toEqual(expected);
      await live[nth]?.close();
    }
    for (let after = 0; after < 12; after += 1) {
      const cursor = await cursorAfter(after);
      for (const [viewerId, all] of Object.entries(SEEN)) {
        const expected = all.filter((text) => Number(text.slice(1)) > after);
        const resumed = await follow(viewerId, cursor, after);
        expect(texts(await resumed.take(expected.length))).toEqual(expected);
        await resumed.close();
      }
    }
  });

  test('a post is not delivered to whom it no longer concerns at that moment', async () => {
    const start = await cursorAfter(0);
    const [ada, eve] = await Promise.all([follow('ada', start), follow('eve', start)]);
    // Another process has appended this one and was killed before its signal.
    const entry = { log: 'wall.posts', key: WHOLE_LOG, people: ['a'], data: { text: 'secret' } };
    await createLogStore(sql).appendToLogs([entry], now);
    await world.query('wall', `DELETE FROM follow WHERE follower = 'ada'`);
    await world.query('wall', `INSERT INTO follow VALUES ('ada', 'c')`);
    await post(0, 'c', 'open');
    await post(0, 'b', 'later');
    expect(texts(await ada.take(1))).toEqual(['open']);
    expect(texts(await eve.take(2))).toEqual(['secret', 'later']);
    await Promise.all([ada.close(), eve.close()]);
  });

  test('entries older than seven days, and more than 10,000, go; a cursor before them has to resync', async () => {
    const prune = () => pruneExpired(sql, () => now).run(new AbortController().signal);
    await post(0, 'a', 'old', 'older');
    now = new Date(START.getTime() + DAY_MS);
    await post(0, 'a', 'new');
    now = new Date(START.getTime() + 7 * DAY_MS + 1);
    await prune();
    const [stale, valid] = await Promise.all([
      follow('ada', await cursorAfter(1)),
      follow('ada', await cursorAfter(2)),
    ]);
    expect(await stale.next()).toMatchObject({ resyncRequired: true, text: null, cursor: await cursorAfter(3) });
    expect(texts(await valid.take(1))).toEqual(['new']);
    await Promise.all([stale.close(), valid.close()]);

    await post(0, 'a', ...Array.from({ length: 10_001 }, (_, at) => String(at)));
    await prune();
    const [row] = await world.query(
      'wall',
      'SELECT count(*)::int AS rows, min(sequence)::int AS oldest FROM log_entry',
    );
    expect(row).toEqual({ rows: 10_000, oldest: 5 });
  });

  test('parallel writers of both processes leave no gap, and nobody misses a post', async () => {
    const start = await cursorAfter(0);
    const [ada, eve] = await Promise.all([follow('ada', start), follow('eve', start, 1)]);
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      for (let nth = 0; nth < 5; nth += 1) await post(writer, 'a', `${writer}.${nth}`, `${writer}.${nth}+`);
    });
    const received = await Promise.all([ada.take(120), eve.take(120), ...writers]);
    const stored = await world.query<{ sequence: number; text: string }>(
      'wall',
      `SELECT sequence::int, data->>'text' AS text FROM log_entry ORDER BY sequence`,
    );
    expect(stored.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
    for (const events of received.slice(0, 2)) expect(texts(events ?? [])).toEqual(stored.map(({ text }) => text));
    await Promise.all([ada.close(), eve.close()]);
  });

  test('one statement appends to several logs; the entries of one keep their order', async () => {
    const entryFor = (key: string, text: string) => ({ log: 'wall.own', key, people: [], data: { text } });
    await createLogStore(sql).appendToLogs([entryFor('ada', '1'), entryFor('ben', '2'), entryFor('ada', '3')], now);
    const log = createStoredLog<{ text: string }>(sql, { name: 'wall.own', entryOf: (row) => row });
    expect((await log.read('ada', 0, 9)).map(({ sequence, entry }) => [sequence, entry.data.text])).toEqual([
      [1, '1'],
      [2, '3'],
    ]);
    expect((await log.heads(['ada', 'ben', 'eve'])).sequences).toEqual(
      new Map([
        ['ada', 2],
        ['ben', 1],
      ]),
    );
    expect(await log.permitted('ada', ['ada', 'ben'])).toEqual(new Set(['ada']));
  });

  test('who is erased has no log and is named in none; the rest keeps its numbers', async () => {
    const entryFor = (key: string, people: readonly string[]) => ({ log: 'wall.own', key, people, data: {} });
    await createLogStore(sql).appendToLogs([entryFor('ada', ['ben']), entryFor('ben', ['eve', 'ada'])], now);
    await post(0, 'ada', 'text');
    expect(await eraseLogs(sql, 'ada')).toBe(true);
    const rows = await world.query('wall', 'SELECT key, sequence::int, people FROM log_entry ORDER BY log, key');
    expect(rows).toEqual([
      { key: 'ben', sequence: 1, people: ['eve', null] },
      { key: WHOLE_LOG, sequence: 1, people: [null] },
    ]);
    expect(await world.query('wall', 'SELECT key FROM log_head ORDER BY key')).toEqual([
      { key: 'all' },
      { key: 'ben' },
    ]);
  });
});
