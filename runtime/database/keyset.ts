import type { PageRequest } from '../operations/connection.ts';
import type { Sql } from './database.ts';
import { listOf, rawSql, type SqlFragment, sql } from './sql-fragment.ts';

type Key = readonly (string | number)[];

/** How a list is ordered. All of it is part of the statement: never put a value there. */
export interface ListOrder {
  /** The expressions whose values are a row's key, with their types; together they are unique within the list. */
  readonly by: readonly (readonly [expression: string, type: 'text' | 'integer' | 'bigint' | 'timestamptz'])[];
  readonly direction: 'ASC' | 'DESC';
}

/** Pages of one size and direction of the lists of many parents, each from a key of its own. */
export interface PagesRequest<ItsKey extends Key> extends Pick<PageRequest<ItsKey>, 'backwards' | 'limit'> {
  readonly parents: readonly { readonly id: string; readonly from: ItsKey | null }[];
}

/** Parts of a statement that reads one page. */
interface PageClauses {
  /** A condition: the row is beyond the key where the page begins. */
  readonly beyond: SqlFragment;
  /** `ORDER BY` and `LIMIT`, in reading order. */
  readonly order: SqlFragment;
}

const isReversed = (direction: ListOrder['direction'], backwards: boolean): boolean =>
  (direction === 'DESC') !== backwards;

const expressionsOf = ({ by }: ListOrder): string => by.map(([expression]) => expression).join(', ');

function orderOf(list: ListOrder, { backwards, limit }: Pick<PageRequest<Key>, 'backwards' | 'limit'>): SqlFragment {
  const direction = isReversed(list.direction, backwards) ? 'DESC' : 'ASC';
  return sql`ORDER BY ${rawSql(list.by.map(([expression]) => `${expression} ${direction}`).join(', '))} LIMIT ${limit}::int`;
}

const comparison = (list: ListOrder, backwards: boolean): string =>
  `(${expressionsOf(list)}) ${isReversed(list.direction, backwards) ? '<' : '>'}`;

/** A part of a key as PostgreSQL takes it: instants are milliseconds in some cursors and text in others. */
const toParameter = (part: string | number | undefined, type: string): string | number | null =>
  typeof part === 'number' && type === 'timestamptz' ? new Date(part).toISOString() : (part ?? null);

/** The clauses of one page of one list. */
export function pageClauses(list: ListOrder, page: Omit<PageRequest<Key>, 'size'>): PageClauses {
  const { from, backwards } = page;
  const values = list.by.map(([, type], at) => sql`${toParameter(from?.[at], type)}::${rawSql(type)}`);
  return {
    beyond: from === null ? sql`TRUE` : sql`${rawSql(comparison(list, backwards))} (${listOf(values)})`,
    order: orderOf(list, page),
  };
}

/** What a statement about the lists of many parents is made of. */
interface ParentClauses extends PageClauses {
  /** The parent's id. */
  readonly parent: SqlFragment;
}

/** The parents as rows: `id`, their key parts `key_1`, `key_2` …, and `nth` from 1. */
function parentsOf({ by }: ListOrder, parents: PagesRequest<Key>['parents']): SqlFragment {
  const columns = by.map(([, type], at) => {
    const values = parents.map(({ from }) => toParameter(from?.[at], type));
    return sql`${values}::${rawSql(type)}[]`;
  });
  const names = ['id', ...by.map((_, at) => `key_${at + 1}`), 'nth'].join(', ');
  return sql`unnest(${parents.map(({ id }) => id)}::text[], ${listOf(columns)}) WITH ORDINALITY AS parent (${rawSql(names)})`;
}

/** Without an alternative where all parents have a key, or none has: an index can then find where each page begins. */
function beyondKeys(list: ListOrder, { parents, backwards }: PagesRequest<Key>): SqlFragment {
  if (parents.every(({ from }) => from === null)) return sql`TRUE`;
  const keys = list.by.map((_, at) => `parent.key_${at + 1}`).join(', ');
  const beyond = `${comparison(list, backwards)} (${keys})`;
  return rawSql(parents.some(({ from }) => from === null) ? `(parent.key_1 IS NULL OR ${beyond})` : beyond);
}

/**
 * Reads a page of each parent's list, in one statement, and answers in the order of the parents. `select` reads the rows
 * of one parent; they come without `nth` and `ordinal`, which number parents and rows. Null for parents that do not fulfil
 * `isVisible`.
 */
export async function readVisiblePages<Row extends object>(
  db: Pick<Sql, '$queryRaw'>,
  request: PagesRequest<Key>,
  list: ListOrder,
  select: (clauses: ParentClauses) => SqlFragment,
  isVisible: SqlFragment,
): Promise<(Row[] | null)[]> {
  const clauses = { parent: rawSql('parent.id'), beyond: beyondKeys(list, request), order: orderOf(list, request) };
  const rows = await db.$queryRaw<(Row & { readonly nth: number; readonly ordinal: bigint | null })[]>`
    SELECT parent.nth::int AS nth, page.*
    FROM ${parentsOf(list, request.parents)}
    LEFT JOIN LATERAL (SELECT row_number() OVER () AS ordinal, listed.* FROM (${select(clauses)}) AS listed) AS page ON TRUE
    WHERE ${isVisible} ORDER BY parent.nth, page.ordinal`;
  const pages = Map.groupBy(rows, ({ nth }) => nth);
  return request.parents.map((_, at) => {
    const page = pages.get(at + 1);
    if (page === undefined) return null;
    // as: what is left of a row is what `select` reads.
    return page.flatMap(({ nth, ordinal, ...row }) => (ordinal === null ? [] : [row as unknown as Row]));
  });
}

/** The same for lists that everybody may see who may see their parents. */
export async function readPages<Row extends object>(
  db: Pick<Sql, '$queryRaw'>,
  request: PagesRequest<Key>,
  list: ListOrder,
  select: (clauses: ParentClauses) => SqlFragment,
): Promise<Row[][]> {
  const pages = await readVisiblePages<Row>(db, request, list, select, sql`TRUE`);
  return pages.map((page) => page ?? []);
}
