import type { Sql } from '../database/database.ts';

/** What one step of erasing a person came to. */
export interface ErasureStep {
  /** Whether nothing of the person is left; else there is a further step. */
  readonly isComplete: boolean;
  /** For after the commit: ringing bells, which may be lost. */
  readonly afterCommit?: (() => Promise<void> | void) | undefined;
}

/**
 * Erases or anonymises some of what the domain has of a person, in one transaction that ends well within a second however
 * much there is. Called until it answers that nothing is left, and safe to be called again then.
 */
export type EraseUser<Store> = (store: Store, userId: string, sql: Sql) => Promise<ErasureStep>;
