import DataLoader from 'dataloader';

/** A data loader for one request. `read` answers in the order of its ids, null for what is absent or hidden. */
export const createLoader = <Row, Id extends string = string>(
  read: (ids: readonly Id[]) => Promise<readonly (Row | null)[]>,
): DataLoader<Id, Row | null> => new DataLoader<Id, Row | null>(read, { maxBatchSize: 500 });

/** Puts rows, fetched in any order, in the order their ids were asked for. `idOf` tells a row's id. */
export function inOrderOf<Row>(
  ids: readonly string[],
  rows: readonly Row[],
  idOf: (row: Row) => string,
): (Row | null)[] {
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** Groups rows by the id they belong to, in the order of `ids`; an empty group where there are none. */
export function groupedBy<Row>(ids: readonly string[], rows: readonly Row[], idOf: (row: Row) => string): Row[][] {
  const groups = Map.groupBy(rows, idOf);
  return ids.map((id) => groups.get(id) ?? []);
}
