/** The raw SQL of a Prisma client or transaction; values are always bound, never spliced. */
export interface Sql {
  $queryRaw<Rows = unknown>(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<Rows>;
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** A domain's tables as the runtime needs them: for readiness, the outbox and the inbox. */
export interface Database<Store> {
  readonly sql: Sql;
  /** Runs `work` in one transaction; what it throws rolls everything back. */
  transaction<T>(work: (store: Store, sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
