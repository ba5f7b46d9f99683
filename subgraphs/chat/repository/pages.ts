/** Rows of many pages, each numbered from 1 by `nth`, as one list per page. The same owner may have several pages. */
export function inPages<Row extends { readonly nth: bigint }, Item>(
  count: number,
  rows: readonly Row[],
  itemOf: (row: Row) => Item,
): Item[][] {
  const pages = Map.groupBy(rows, ({ nth }) => Number(nth));
  return Array.from({ length: count }, (_, at) => (pages.get(at + 1) ?? []).map(itemOf));
}
