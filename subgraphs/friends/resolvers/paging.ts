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
