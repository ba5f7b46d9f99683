/** Reads what the caller may see, once a request. */
export interface Loader<Row> {
  load(id: string): Promise<Row>;
  /** Forgets what was read before a change. */
  clear(id: string): unknown;
}
