import {
  type Connection,
  createPaging,
  type PageArguments,
  type PageRequest,
} from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';

/** Paging over one list whose rows are ordered by ids. */
export interface IdPaging {
  /** @throws a fault `BAD_USER_INPUT` for a bad size, mixed directions, or a cursor that is not of this list. */
  parse(page: PageArguments): PageRequest<readonly [string]>;
  connect<Row extends { readonly id: string }, Node>(
    request: PageRequest<readonly [string]>,
    rows: readonly Row[],
    nodeOf: (row: Row) => Node,
  ): Connection<Node>;
}

/** Paging over the list named `list`, whose rows have ids of one prefix. */
export function createIdPaging(list: string, prefix: string): IdPaging {
  const paging = createPaging<readonly [string]>(list, [cursorPart.id(prefix)]);
  return {
    parse: paging.parse,
    connect: (request, rows, nodeOf) => paging.connect(request, rows, (row) => [row.id], nodeOf),
  };
}

/** A suggested person and the number that ranks them. */
interface Suggestion {
  readonly userId: string;
  readonly mutualFriendCount: number;
}

/** Paging over suggestions: descending by mutual friends, then ascending by id. Forwards only. */
export function createSuggestionPaging() {
  const paging = createPaging<readonly [number, string]>('friendSuggestions', [
    cursorPart.integer,
    cursorPart.id('usr'),
  ]);
  return {
    /** @throws a fault `BAD_USER_INPUT` for a bad size, or a cursor that is not of this list. */
    parse(page: Pick<PageArguments, 'first' | 'after'>) {
      const { from, ...request } = paging.parse(page);
      if (from === null) return { ...request, from };
      const [mutualFriendCount, userId] = from;
      return { ...request, from: { mutualFriendCount, userId } };
    },
    /** The connection of rows read with the request's `limit`; each edge tells the number of mutual friends. */
    connect(
      request: Omit<PageRequest<unknown>, 'from'> & { readonly from: Suggestion | null },
      rows: readonly Suggestion[],
    ) {
      const from = request.from === null ? null : ([request.from.mutualFriendCount, request.from.userId] as const);
      const { edges, pageInfo } = paging.connect(
        { ...request, from },
        rows,
        ({ mutualFriendCount, userId }) => [mutualFriendCount, userId],
        (row) => row,
      );
      return {
        pageInfo,
        edges: edges.map(({ cursor, node: { userId, mutualFriendCount } }) => ({
          ...{ cursor, mutualFriendCount },
          node: { id: userId },
        })),
      };
    },
  };
}
