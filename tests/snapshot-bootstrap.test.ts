import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sql } from '../runtime/database/database.ts';
import { defineEvent } from '../runtime/events/event-type.ts';
import { announce } from '../runtime/events/outbox.ts';
import { on } from '../runtime/events/reaction.ts';
import { snapshotOf } from '../runtime/events/snapshot.ts';
import { ANONYMOUS, serviceCaller } from '../runtime/executor/caller.ts';
import { eventually } from './eventually.ts';
import { openToyWorld, type ToyDomain, type ToyProcess, type ToyWorld } from './toy-world.ts';

interface FencePayload {
  readonly name: string;
  readonly isOpen: boolean;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

const fenceChanged = defineEvent<FencePayload>('garden.fence-changed', {
  notifies: false,
  reason: 'Only tests publish it.',
});
const visited = defineEvent<{ readonly n: number }>('garden.garden-visited', {
  notifies: false,
  reason: 'Only tests publish it.',
});

/** Holds the pages of the snapshot back until the test lets them go. */
let beforePage: (after: string | null) => Promise<void> = async () => undefined;

const garden: ToyDomain<{ readonly set: (name: string, isOpen: boolean) => Promise<void> }> = {
  name: 'garden',
  contract: 'type Query { fences: Int! } type Mutation { set(name: String!, isOpen: Boolean!): Boolean }',
  tables: 'CREATE TABLE fence (name text PRIMARY KEY, is_open boolean NOT NULL, at timestamptz(3) NOT NULL)',
  resolvers: {
    Query: { fences: () => 0 },
    Mutation: {
      set: async (
        _: unknown,
        { name, isOpen }: { name: string; isOpen: boolean },
        { set }: { set: (name: string, isOpen: boolean) => Promise<void> },
      ) => {
        await set(name, isOpen);
        return true;
      },
    },
  },
  open: (_, database) => ({
    createContext: () => ({
      set: (name, isOpen) =>
        database.transaction(async (__, sql) => {
          const [row] = await sql.$queryRaw<{ at: Date }[]>`
            INSERT INTO fence (name, is_open, at) VALUES (${name}, ${isOpen}, clock_timestamp())
            ON CONFLICT (name) DO UPDATE SET is_open = excluded.is_open, at = excluded.at RETURNING at`;
          const at = row?.at.toISOString() ?? '';
          await announce(sql, fenceChanged, { name, isOpen, at }, new Date());
        }),
    }),
    snapshot: [
      snapshotOf(fenceChanged, {
        async readPage(after, limit) {
          await beforePage(after);
          const rows = await database.sql.$queryRaw<{ name: string; is_open: boolean; at: Date }[]>`
            SELECT name, is_open, at FROM fence WHERE name > ${after ?? ''} ORDER BY name LIMIT ${limit}::int`;
          return {
            payloads: rows.map((row) => ({ name: row.name, isOpen: row.is_open, at: row.at.toISOString() })),
            next: rows.length === limit ? (rows.at(-1)?.name ?? null) : null,
          };
        },
        count: async () =>
          (await database.sql.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM fence`)[0]?.n ?? 0,
      }),
    ],
  }),
};

const census: ToyDomain<object> = {
  name: 'census',
  contract: 'type Query { total: Int! }',
  tables: `CREATE TABLE copy (
      name text PRIMARY KEY, is_open boolean NOT NULL, at timestamptz(3) NOT NULL, confirmed_at timestamptz(3) NOT NULL);
    CREATE TABLE visit (n int PRIMARY KEY)`,
  resolvers: { Query: { total: () => 0 } },
  open: () => ({
    createContext: () => ({}),
    reactions: [
      on(
        fenceChanged,
        async (store: Sql, { name, isOpen, at }) => {
          await store.$executeRaw`
            INSERT INTO copy (name, is_open, at, confirmed_at) VALUES (${name}, ${isOpen}, ${at}::timestamptz, now())
            ON CONFLICT (name) DO UPDATE SET confirmed_at = excluded.confirmed_at,
              is_open = CASE WHEN copy.at <= excluded.at THEN excluded.is_open ELSE copy.is_open END,
              at = greatest(copy.at, excluded.at)`;
        },
        {
          snapshot: {
            async endUnconfirmed(store, startedAt) {
              await store.$executeRaw`DELETE FROM copy WHERE confirmed_at < ${startedAt}`;
            },
          },
        },
      ),
      on(visited, async (store: Sql, { n }) => void (await store.$executeRaw`INSERT INTO visit (n) VALUES (${n})`)),
    ],
  }),
};

const nameOf = (n: number): string => `fence ${String(n).padStart(4, '0')}`;
const COUNT = 450;

describe.each([
  { form: 'embedded', served: false },
  { form: 'served', served: true },
])('a domain that is new to a system with pruned events, $form', ({ served }) => {
  let world: ToyWorld;
  let producer: ToyProcess;

  beforeEach(async () => {
    beforePage = async () => undefined;
    world = await openToyWorld({ served });
    producer = await openProducer();
    await world.query(
      'garden',
      `INSERT INTO fence SELECT 'fence ' || lpad(n::text, 4, '0'), true, now() - interval '8 days' FROM generate_series(1, ${COUNT}) AS n`,
    );
    await set(nameOf(1), true);
    await set(nameOf(2), true);
    await eventually(async () => (await numbered()) === 2, 'events to be numbered');
    await world.query('garden', 'DELETE FROM outbox_event WHERE number = 1');
  });
  afterEach(() => world.close());

  /** Embedded, both domains are in the process that the test opens last. */
  const openProducer = () => world.open(garden);
  const openConsumer = () => (served ? world.open(census) : world.open(garden, census));
  const numbered = async () =>
    Number((await world.query<{ number: string }>('garden', 'SELECT number FROM outbox_head'))[0]?.number);
  const set = async (name: string, isOpen: boolean) =>
    producer
      .client('garden')
      .execute('mutation ($name: String!, $isOpen: Boolean!) { set(name: $name, isOpen: $isOpen) }', {
        name,
        isOpen,
      });
  const copied = () =>
    world.query<{ name: string; is_open: boolean }>('census', 'SELECT name, is_open FROM copy ORDER BY name');
  const countCopied = async () => (await copied()).length;
  const isReady = (consumer: ToyProcess) =>
    consumer.ready('census').then(
      () => 'ready',
      (error: Error) => error.message,
    );

  test('has all facts, is unready until then, and handles the events that are still kept', async () => {
    await world.query(
      'garden',
      `INSERT INTO outbox_event (id, type, payload) VALUES ('evt_visit', '${visited.name}', '{"n": 7}')`,
    );
    // The snapshot has to begin after it.
    await eventually(async () => (await numbered()) === 3, 'the visit to be numbered');
    const [start, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    beforePage = async (after) => {
      if (after === null) return start.promise;
      if (after === nameOf(200)) return gate.promise;
    };
    const consumer = await openConsumer();
    expect(await isReady(consumer)).toBe('snapshot garden 0 %');
    start.resolve();

    await eventually(async () => (await countCopied()) === 200, 'the first page');
    expect(await isReady(consumer)).toBe('snapshot garden 44 %');
    gate.resolve();

    await eventually(async () => (await isReady(consumer)) === 'ready', 'the copy to be complete');
    expect(await countCopied()).toBe(COUNT);
    await eventually(async () => (await world.query('census', 'SELECT n FROM visit')).length === 1, 'the visit');
  });

  test('keeps what changed meanwhile: neither page nor event replaces a newer fact', async () => {
    const gate = Promise.withResolvers<void>();
    beforePage = async (after) => (after === nameOf(200) ? gate.promise : undefined);
    const consumer = await openConsumer();
    await eventually(async () => (await countCopied()) === 200, 'the first page');

    await set(nameOf(3), false);
    await set(nameOf(300), false);
    gate.resolve();

    await eventually(async () => (await isReady(consumer)) === 'ready', 'the copy to be complete');
    const closed = async () => (await copied()).filter((fence) => !fence.is_open).map(({ name }) => name);
    await eventually(async () => (await closed()).length === 2, 'both changes');
    expect(await closed()).toEqual([nameOf(3), nameOf(300)]);
  });

  test('continues after a kill where it was', async () => {
    beforePage = async (after) => {
      if (after === nameOf(200)) throw new Error('the database is away');
    };
    const first = await openConsumer();
    await eventually(async () => (await countCopied()) === 200, 'the first page');
    await first.close();

    const pages: (string | null)[] = [];
    beforePage = async (after) => void pages.push(after);
    const second = await openConsumer();

    await eventually(async () => (await isReady(second)) === 'ready', 'the copy to be complete');
    expect(await countCopied()).toBe(COUNT);
    expect(pages).not.toContain(null);
  });

  test('that missed events until they were pruned takes a snapshot again, and ends what is gone', async () => {
    const first = await openConsumer();
    await eventually(async () => (await isReady(first)) === 'ready', 'the copy to be complete');
    await first.close();
    await world.query('garden', `DELETE FROM fence WHERE name = '${nameOf(5)}'`);
    for (const n of [6, 7]) await set(nameOf(n), false);
    await eventually(async () => (await numbered()) === 4, 'events to be numbered');
    await world.query('garden', 'DELETE FROM outbox_event WHERE number <= 3');
    await producer.process.redis.commands.flushall();

    const second = await openConsumer();

    await eventually(async () => (await copied()).filter((fence) => !fence.is_open).length === 2, 'both changes');
    await eventually(async () => (await isReady(second)) === 'ready', 'the copy to be complete');
    expect((await copied()).map(({ name }) => name)).not.toContain(nameOf(5));
    expect(await countCopied()).toBe(COUNT - 1);
  });

  test('gets the facts as a domain only', async () => {
    const query = '{ snapshot(types: ["garden.fence-changed"], limit: 2) { rows total } }';
    await openConsumer();
    const asDomain = await producer.client('garden').execute(query, {}, serviceCaller('census'));
    expect(asDomain).toMatchObject({
      data: { snapshot: { total: COUNT, rows: [expect.any(String), expect.any(String)] } },
    });
    for (const caller of [ANONYMOUS, { ...ANONYMOUS, viewerId: 'usr_ada' }, serviceCaller('gateway')]) {
      const refused = await producer.client('garden').execute(query, {}, caller);
      expect(refused.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    }
  });
});
