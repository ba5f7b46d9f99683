import { type Connection, createPaging, type PageArguments, type PageRequest } from '../../../runtime/connection.ts';
import { fault } from '../../../runtime/faults.ts';
import { isId } from '../../../runtime/ids.ts';

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
  const paging = createPaging<readonly [string]>(list, ['']);
  return {
    parse(page) {
      const request = paging.parse(page);
      // Only an id goes on to the database: other text in a forged cursor may not even be storable.
      if (request.from !== null && !isId(prefix, request.from[0]))
        throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
      return request;
    },
    connect: (request, rows, nodeOf) => paging.connect(request, rows, (row) => [row.id], nodeOf),
  };
}

/** A suggested person and the number that ranks them. */
interface Suggestion {
  readonly userId: string;
  readonly mutualFriendCount: number;
}

/** Most mutual friends that PostgreSQL's integers and so an honest cursor can hold. */
const MAX_COUNT = 2 ** 31 - 1;

/** Paging over suggestions: descending by mutual friends, then ascending by id. Forwards only. */
export function createSuggestionPaging() {
  const paging = createPaging<readonly [number, string]>('friendSuggestions', [0, '']);
  return {
    /** @throws a fault `BAD_USER_INPUT` for a bad size, or a cursor that is not of this list. */
    parse(page: Pick<PageArguments, 'first' | 'after'>) {
      const { from, ...request } = paging.parse(page);
      if (from === null) return { ...request, from };
      const [mutualFriendCount, userId] = from;
      const fits =
        Number.isInteger(mutualFriendCount) && Math.abs(mutualFriendCount) <= MAX_COUNT && isId('usr', userId);
      if (!fits) throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
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
