import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Prisma, PrismaClient } from '../../prisma/generated/auth/client.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { openAdapter } from '../../tests/open-adapter.ts';
import { createPaging, type PageArguments } from '../operations/connection.ts';
import { cursorPart } from '../operations/cursor-parts.ts';
import { type ListOrder, pageClauses, readPages, readVisiblePages } from './keyset.ts';
import { createPageLoader } from './page-loader.ts';

interface Row {
  readonly owner: string;
  readonly at: Date;
  readonly id: string;
}

const OWNERS = ['ada', 'bob', 'eve'];
/** Instants are shared by several rows, so that the second part of a key matters. */
const ROWS: readonly Row[] = Array.from({ length: 60 }, (_, nth) => ({
  owner: OWNERS[nth % 2] ?? '',
  at: new Date(1_900_000_000_000 + ((nth * 7) % 5)),
  id: `row${(nth * 37) % 60}`.padEnd(6, '_'),
}));

let database: FreshDatabase;
let db: PrismaClient;
let statements = 0;

beforeAll(async () => {
  database = await freshDatabase();
  await database.query('CREATE TABLE auth.listed (owner text, at timestamptz(3), id text COLLATE "C")');
  await database.query('GRANT ALL ON auth.listed TO auth');
  const client = new PrismaClient({
    adapter: openAdapter(database.urlOf('auth'), 'auth'),
    log: [{ emit: 'event', level: 'query' }],
  });
  client.$on('query', () => {
    statements += 1;
  });
  db = client;
  await db.$executeRaw`INSERT INTO listed SELECT * FROM jsonb_to_recordset(${JSON.stringify(ROWS)}::jsonb) AS r (owner text, at timestamptz, id text)`;
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

/** Instants are text in one cursor and milliseconds in the other. */
const PAGINGS = {
  text: createPaging({
    name: 'listed',
    key: [cursorPart.instant, cursorPart.text],
    keyOf: ({ at, id }: Row) => [at.toISOString(), id],
  }),
  milliseconds: createPaging({
    name: 'listed',
    key: [cursorPart.milliseconds, cursorPart.text],
    keyOf: ({ at, id }: Row) => [at.getTime(), id],
  }),
};
const listBy = (direction: ListOrder['direction']): ListOrder => ({
  by: [
    ['l.at', 'timestamptz'],
    ['l.id', 'text'],
  ],
  direction,
});
const idsInOrder = (direction: ListOrder['direction'], owner: string): string[] => {
  const ids = ROWS.filter((row) => row.owner === owner)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id);
  return direction === 'ASC' ? ids : ids.toReversed();
};
const idsOf = ({ edges }: { readonly edges: readonly { readonly node: Row }[] }) => edges.map(({ node }) => node.id);

describe.each(['ASC', 'DESC'] as const)('a list that is ordered %s', (direction) => {
  describe.each(['text', 'milliseconds'] as const)('by instants as %s, then by ids', (kind) => {
    const paging = PAGINGS[kind];
    const list = listBy(direction);
    const readOne = (owner: string, page: PageArguments) =>
      // as: the two kinds of paging differ in the type of their keys alone.
      (paging as typeof PAGINGS.text).read(page, (request) => {
        const { beyond, order } = pageClauses(list, request);
        return db.$queryRaw<Row[]>`SELECT * FROM listed l WHERE l.owner = ${owner} AND ${beyond} ${order}`;
      });
    const openLoader = () =>
      // as: see above.
      createPageLoader(paging as typeof PAGINGS.text, (request) =>
        readPages<Row>(
          db,
          request,
          list,
          ({ parent, beyond, order }) =>
            Prisma.sql`SELECT * FROM listed l WHERE l.owner = ${parent} AND ${beyond} ${order}`,
        ),
      );
    const readMany = (owner: string, page: PageArguments) => openLoader().load(owner, page);

    test.each([
      ['one', readOne],
      ['many', readMany],
    ] as const)('is walked through both ways, read as the list of %s', async (_, read) => {
      const [forwards, backwards]: [string[], string[]] = [[], []];
      for (let after: string | null = null, more = true; more; ) {
        const page: Awaited<ReturnType<typeof readOne>> = await read('ada', { first: 7, after });
        forwards.push(...idsOf(page));
        [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
      }
      for (let before: string | null = null, more = true; more; ) {
        const page: Awaited<ReturnType<typeof readOne>> = await read('ada', { last: 7, before });
        backwards.unshift(...idsOf(page));
        [before, more] = [page.pageInfo.startCursor, page.pageInfo.hasPreviousPage];
      }
      expect([forwards, backwards]).toEqual(Array(2).fill(idsInOrder(direction, 'ada')));
    });

    test('is read for many parents in one statement, each from a cursor of its own', async () => {
      const cursorOf = async (owner: string) => (await readOne(owner, { first: 3 })).pageInfo.endCursor;
      const [ofAda, ofBob] = await Promise.all([cursorOf('ada'), cursorOf('bob')]);
      const loader = openLoader();
      statements = 0;
      const pages = await Promise.all([
        loader.load('bob', { first: 2, after: ofBob }),
        loader.load('eve', { first: 2 }),
        loader.load('ada', { first: 2 }),
        loader.load('ada', { first: 2, after: ofAda }),
        loader.load('ada', { first: 2 }),
      ]);

      expect(statements).toBe(1);
      const [ada, bob] = [idsInOrder(direction, 'ada'), idsInOrder(direction, 'bob')];
      expect(pages.map(idsOf)).toEqual([bob.slice(3, 5), [], ada.slice(0, 2), ada.slice(3, 5), ada.slice(0, 2)]);
      expect(pages.map(({ edges }) => edges.map(({ node }) => Object.keys(node).sort()))).toEqual(
        pages.map(({ edges }) => edges.map(() => ['at', 'id', 'owner'])),
      );
    });
  });
});

test('a parent whose list may not be seen has null, not an empty page', async () => {
  const loader = createPageLoader(PAGINGS.text, (request) =>
    readVisiblePages<Row>(
      db,
      request,
      listBy('ASC'),
      ({ parent, beyond, order }) =>
        Prisma.sql`SELECT * FROM listed l WHERE l.owner = ${parent} AND ${beyond} ${order}`,
      Prisma.sql`parent.id <> 'bob'`,
    ),
  );
  const pages = await Promise.all(['bob', 'eve', 'ada'].map((owner) => loader.load(owner, { first: 1 })));
  expect(pages.map((page) => page && idsOf(page))).toEqual([null, [], idsInOrder('ASC', 'ada').slice(0, 1)]);
});

test('a page that cannot be, and a read that fails, fail alone', async () => {
  const loader = createPageLoader(PAGINGS.text, async ({ parents, backwards }) => {
    if (backwards) throw new Error('away');
    return parents.map(() => []);
  });
  const ends = await Promise.allSettled([
    loader.load('ada', { first: 101 }),
    loader.load('ada', { last: 1 }),
    loader.load('ada', { first: 1 }),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});
