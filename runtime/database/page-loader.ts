import DataLoader from 'dataloader';
import type { Connection, PageArguments, PageRequest, Paging } from '../operations/connection.ts';
import type { PagesRequest } from './keyset.ts';
import { MAX_BATCH_SIZE, readInGroups } from './loader.ts';

/** Pages of lists that each belong to a parent. */
export interface PageLoader<Row, Hidden extends null = never> {
  /** @throws a fault `BAD_USER_INPUT` for a page that cannot be. */
  load(parentId: string, page: PageArguments): Promise<Connection<Row> | Hidden>;
  clearAll(): void;
}

/** Loads pages for one answer: all of one size and direction in one call of `read`, which answers in the order of parents. */
export function createPageLoader<Key extends readonly (string | number)[], Keyed, Rows extends readonly Keyed[] | null>(
  paging: Paging<Key, Keyed>,
  read: (request: PagesRequest<Key>) => Promise<readonly Rows[]>,
): PageLoader<NonNullable<Rows>[number], Extract<Rows, null>> {
  interface PageKey {
    readonly id: string;
    readonly request: PageRequest<Key>;
  }
  const loader = new DataLoader<PageKey, Rows, string>(
    (keys) =>
      readInGroups(
        keys,
        ({ request: { backwards, limit } }) => `${backwards}:${limit}`,
        (group, { request: { backwards, limit } }) =>
          read({ backwards, limit, parents: group.map(({ id, request: { from } }) => ({ id, from })) }),
      ),
    { cacheKeyFn: (keys) => JSON.stringify(keys), maxBatchSize: MAX_BATCH_SIZE },
  );
  return {
    async load(parentId, page) {
      const request = paging.parse(page);
      const rows = await loader.load({ id: parentId, request });
      // as: what is null is of the type of what is null.
      return rows === null ? (rows as Extract<Rows, null>) : paging.connect(request, rows);
    },
    clearAll: () => void loader.clearAll(),
  };
}
