import type pg from 'pg';
import type { StatementNames } from './statement-names.ts';

/** What runs statements: a pool, each statement on any of its connections, or one connection. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

/** The statement is known to have had no effect, and succeeds when the transaction is run again. */
export class OutdatedStatementError extends Error {
  /** SQLSTATE: serialization failure, by which callers know that the same transaction may succeed later. */
  readonly code = '40001';
}

/** How the names go on after a refusal: a migration has changed the columns, or another session serves the connection now. */
function recoveryFrom(error: unknown): 'reset' | 'disable' | null {
  const { code, message } = Object(error);
  if (code === '0A000' && message === 'cached plan must not change result type') return 'reset';
  // Invalid statement name, and one that exists already: the connection leads to a pooler that passes names on.
  return code === '26000' || code === '42P05' ? 'disable' : null;
}

/**
 * Sends a statement as a prepared one, and outside a transaction again without a name when it is outdated.
 *
 * @throws the driver's `DatabaseError`, with its SQLSTATE as `code`; {@link OutdatedStatementError} inside a transaction.
 */
export async function sendPrepared(
  queryable: Queryable,
  names: StatementNames,
  config: pg.QueryConfig,
  { isTransaction }: { readonly isTransaction: boolean },
): Promise<pg.QueryResult> {
  try {
    return await queryable.query({ ...config, ...names.of(config.text) });
  } catch (error) {
    const recovery = recoveryFrom(error);
    if (recovery === null) throw error;
    names[recovery]();
    if (isTransaction) throw new OutdatedStatementError('A prepared statement is outdated.', { cause: error });
    return await queryable.query(config);
  }
}
