import type DataLoader from 'dataloader';
import { createLoader } from '../../../runtime/database/loader.ts';
import type { Connection, PageArguments, PageRequest, Paging } from '../../../runtime/operations/connection.ts';

/** Keys of lists in order of time: an ISO instant, then an id. */
export type InstantKey = readonly [instant: string, id: string];

/** A list in order of time. */
interface InstantList<Row> {
  readonly paging: Paging<InstantKey>;
  readonly keyOf: (row: Row) => InstantKey;
}

/** Loads pages of lists that hang on an id: those that ask for the same page share one call of `read`. */
export function createPageLoader<Row>(
  { paging, keyOf }: InstantList<Row>,
  read: (ids: readonly string[], page: PageRequest<InstantKey>) => Promise<readonly (readonly Row[])[]>,
): { load(id: string, page: PageArguments): Promise<Connection<Row>> } {
  const loaders = new Map<string, DataLoader<string, readonly Row[] | null>>();
  return {
    async load(id, { first, after, last, before }) {
      const request = paging.parse({ first, after, last, before });
      const name = JSON.stringify(request);
      const loader = loaders.get(name) ?? createLoader((ids) => read(ids, request));
      loaders.set(name, loader);
      return paging.connect(request, (await loader.load(id)) ?? [], keyOf, (row) => row);
    },
  };
}
