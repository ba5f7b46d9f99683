import { rawSql, type SqlFragment } from './sql-fragment.ts';

/**
 * At the beginning of a template of `$executeRaw`: in a transaction the statement waits for the commit and travels with it, in
 * the order of the calls, so that it costs no round trip of its own. The call returns 0 at once; the transaction fails with
 * the statement's error. For writes that nothing in the transaction reads.
 */
export const AT_COMMIT: SqlFragment = rawSql('');
