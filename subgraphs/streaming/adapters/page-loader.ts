import type DataLoader from 'dataloader';
import { z } from 'zod';
import type { Connection, PageArguments, PageRequest, Paging } from '../../../runtime/connection.ts';
import { fault } from '../../../runtime/faults.ts';
import { createLoader } from '../../../runtime/loader.ts';

/** Keys of lists in order of time: an ISO instant, then an id. */
export type InstantKey = readonly [instant: string, id: string];

// What a cursor holds reaches a comparison in SQL: an instant that is none would fail there.
const KEY = z.tuple([z.iso.datetime(), z.string().regex(/^[\x20-\x7e]*$/)]);

/** A list in order of time. */
interface InstantList<Row> {
  readonly paging: Paging<InstantKey>;
  readonly keyOf: (row: Row) => InstantKey;
}

/** The page that a client asks for. @throws a fault `BAD_USER_INPUT` for sizes and cursors that cannot be. */
export function parsePage(paging: Paging<InstantKey>, page: PageArguments): PageRequest<InstantKey> {
  const request = paging.parse(page);
  if (request.from !== null && !KEY.safeParse(request.from).success) {
    throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
  }
  return request;
}

/** Loads pages of lists that hang on an id: those that ask for the same page share one call of `read`. */
export function createPageLoader<Row>(
  { paging, keyOf }: InstantList<Row>,
  read: (ids: readonly string[], page: PageRequest<InstantKey>) => Promise<readonly (readonly Row[])[]>,
): { load(id: string, page: PageArguments): Promise<Connection<Row>> } {
  const loaders = new Map<string, DataLoader<string, readonly Row[] | null>>();
  return {
    async load(id, { first, after, last, before }) {
      const request = parsePage(paging, { first, after, last, before });
      const name = JSON.stringify(request);
      const loader = loaders.get(name) ?? createLoader((ids) => read(ids, request));
      loaders.set(name, loader);
      return paging.connect(request, (await loader.load(id)) ?? [], keyOf, (row) => row);
    },
  };
}
