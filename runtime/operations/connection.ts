import { z } from 'zod';
import { fault } from '../executor/faults.ts';
import { createCursor } from './cursor.ts';

/** Relay paging arguments as a client sends them. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A page to read: at most `limit` rows beyond `from`, in the list's order or against it. */
export interface PageRequest<Key> {
  /** One more than asked for, so that the answer knows whether there are others. */
  readonly limit: number;
  readonly backwards: boolean;
  /** The key just outside the page on the side where it begins; null at the end of the list. */
  readonly from: Key | null;
  readonly size: number;
}

/** A Relay connection; see the Cursor Connections specification. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Most rows a page may hold. */
const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;

/** Keyset paging over one list. */
export interface Paging<Key extends readonly (string | number)[], Keyed> {
  /** @throws a fault `BAD_USER_INPUT` for a size out of 0 to 100, mixed directions, or a cursor that is not of this list. */
  parse(page: PageArguments): PageRequest<Key>;
  /** The connection of rows read with `limit`, in reading order: reversed when `backwards`. */
  connect<Row extends Keyed>(request: PageRequest<Key>, rows: readonly Row[]): Connection<Row>;
  /** Both: the page that a client asks for. */
  read<Row extends Keyed>(
    page: PageArguments,
    rows: (request: PageRequest<Key>) => Promise<readonly Row[]>,
  ): Promise<Connection<Row>>;
}

/** What paging has to know of a list. */
interface List<Key extends readonly (string | number)[], Keyed> {
  /** Stands inside cursors, so that a foreign one is refused. */
  readonly name: string;
  /** Types of the values that order the list; see `cursorPart`. */
  readonly key: { readonly [At in keyof Key]: z.ZodType<Key[At]> };
  /** Takes no more of a row than it needs. */
  readonly keyOf: (row: Keyed) => NoInfer<Key>;
}

/** Declares the paging over one list. */
export function createPaging<const Key extends readonly (string | number)[], Keyed>({
  name,
  key,
  keyOf,
}: List<Key, Keyed>): Paging<Key, Keyed> {
  const cursors = createCursor<readonly [string, ...Key]>([z.literal(name), ...key]);
  const decode = (cursor: string): Key => {
    const parts = cursors.decode(cursor);
    if (parts === null) throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
    const [, ...from] = parts;
    return from;
  };

  const parse: Paging<Key, Keyed>['parse'] = ({ first, after, last, before }) => {
    const backwards = last != null || (before != null && first == null);
    if (backwards && (first != null || after != null))
      throw fault('BAD_USER_INPUT', 'Page forwards or backwards, not both.');
    if (!backwards && before != null) throw fault('BAD_USER_INPUT', 'Page forwards or backwards, not both.');
    const size = (backwards ? last : first) ?? DEFAULT_PAGE_SIZE;
    if (size < 0 || size > MAX_PAGE_SIZE) throw fault('BAD_USER_INPUT', `A page holds 0 to ${MAX_PAGE_SIZE} items.`);
    const cursor = backwards ? before : after;
    return { limit: size + 1, backwards, from: cursor == null ? null : decode(cursor), size };
  };
  const connect: Paging<Key, Keyed>['connect'] = ({ size, backwards, from }, rows) => {
    const more = rows.length > size;
    const page = rows.slice(0, size);
    if (backwards) page.reverse();
    const edges = page.map((row) => ({ cursor: cursors.encode([name, ...keyOf(row)]), node: row }));
    return {
      edges,
      pageInfo: {
        hasNextPage: backwards ? from !== null : more,
        hasPreviousPage: backwards ? more : from !== null,
        startCursor: edges.at(0)?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  };
  return {
    parse,
    connect,
    async read(page, rows) {
      const request = parse(page);
      return connect(request, await rows(request));
    },
  };
}
