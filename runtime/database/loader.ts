import DataLoader from 'dataloader';

/** Most keys that one statement reads. */
export const MAX_BATCH_SIZE = 500;

/** A data loader for one request. `read` answers in the order of its ids, null for what is absent or hidden. */
export const createLoader = <Row, Id extends string = string>(
  read: (ids: readonly Id[]) => Promise<readonly (Row | null)[]>,
): DataLoader<Id, Row | null> => new DataLoader<Id, Row | null>(read, { maxBatchSize: MAX_BATCH_SIZE });

/** Puts rows in the order of the requested ids. `idOf` returns the id of a row. */
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

/** Reads keys of a kind together, and answers in the order of all. What fails for one kind fails for its keys alone. */
export async function readInGroups<Key, Value>(
  keys: readonly Key[],
  kindOf: (key: Key) => string | number,
  read: (group: readonly Key[], one: Key) => Promise<readonly Value[]>,
): Promise<(Value | Error)[]> {
  const found = new Map<Key, Value | Error>();
  await Promise.all(
    [...Map.groupBy(keys, kindOf).values()].map(async (group) => {
      const [one] = group;
      if (one === undefined) return;
      try {
        const values = await read(group, one);
        for (const [at, value] of values.entries()) found.set(group[at] ?? one, value);
      } catch (error) {
        for (const key of group) found.set(key, error instanceof Error ? error : new Error(String(error)));
      }
    }),
  );
  return keys.map((key) => {
    const value = found.get(key);
    return value === undefined ? new Error('A batch read answered for fewer keys than it was asked for.') : value;
  });
}
