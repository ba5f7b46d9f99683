import type { Sql } from '../database/database.ts';

/** The outcome of one step of erasing a user. */
export interface ErasureStep {
  /** Whether nothing of the user is left; otherwise there is a further step. */
  readonly isComplete: boolean;
  /** Runs after the commit, for signals, which may be lost. */
  readonly afterCommit?: (() => Promise<void> | void) | undefined;
}

/**
 * Erases or anonymises a part of a user's data, in one transaction that ends well within a second however much there is. It
 * is called until nothing is left, and must be safe to call again after that.
 */
export type EraseUser<Store> = (store: Store, userId: string, sql: Sql) => Promise<ErasureStep>;
