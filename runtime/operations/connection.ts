import type { z } from 'zod';
import { fault } from '../executor/faults.ts';
import { decodeCursorParts, encodeCursorParts } from '../text/cursor-text.ts';

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
/** Keyset paging over one list. `list` names it inside cursors, so that a foreign cursor is refused. */
export interface Paging<Key extends readonly (string | number)[]> {
  /** @throws a fault `BAD_USER_INPUT` for a size out of 0 to 100, mixed directions, or a cursor that is not of this list. */
  parse(page: PageArguments): PageRequest<Key>;
  /** Makes the connection of rows read with `limit`; `rows` are in reading order (reversed when `backwards`). */
  connect<Row, Node>(
    request: PageRequest<Key>,
    rows: readonly Row[],
    keyOf: (row: Row) => Key,
    nodeOf: (row: Row) => Node,
  ): Connection<Node>;
}

/** Paging over the list named `list`, whose rows are ordered by keys of these `parts`; see `cursorPart`. */
export function createPaging<Key extends readonly (string | number)[]>(
  list: string,
  parts: { readonly [At in keyof Key]: z.ZodType<Key[At]> },
): Paging<Key> {
  const shape: readonly z.ZodType[] = parts;
  const decode = (cursor: string): Key => {
    const [name, ...key] = decodeCursorParts(cursor) ?? [];
    const fits =
      name === list && key.length === shape.length && shape.every((part, at) => part.safeParse(key[at]).success);
    if (!fits) throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
    // as: the number of parts, and each part, were checked above.
    return key as unknown as Key;
  };

  return {
    parse({ first, after, last, before }) {
      const backwards = last != null || (before != null && first == null);
      if (backwards && (first != null || after != null))
        throw fault('BAD_USER_INPUT', 'Page forwards or backwards, not both.');
      if (!backwards && before != null) throw fault('BAD_USER_INPUT', 'Page forwards or backwards, not both.');
      const size = (backwards ? last : first) ?? DEFAULT_PAGE_SIZE;
      if (size < 0 || size > MAX_PAGE_SIZE) throw fault('BAD_USER_INPUT', `A page holds 0 to ${MAX_PAGE_SIZE} items.`);
      const cursor = backwards ? before : after;
      return { limit: size + 1, backwards, from: cursor == null ? null : decode(cursor), size };
    },
    connect({ size, backwards, from }, rows, keyOf, nodeOf) {
      const more = rows.length > size;
      const page = rows.slice(0, size);
      if (backwards) page.reverse();
      const edges = page.map((row) => ({ cursor: encodeCursorParts([list, ...keyOf(row)]), node: nodeOf(row) }));
      return {
        edges,
        pageInfo: {
          hasNextPage: backwards ? from !== null : more,
          hasPreviousPage: backwards ? more : from !== null,
          startCursor: edges.at(0)?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      };
    },
  };
}
