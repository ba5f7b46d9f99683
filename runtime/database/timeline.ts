import { rawSql } from './sql-fragment.ts';

/**
 * An expression for PostgreSQL's timeline, eight hexadecimal digits, evaluated once a statement. It changes when a standby is
 * promoted and when a server is restored to a point in time: rows that were committed before may be gone then, and their
 * numbers be given again. Fails on a standby, with an error that is transient.
 */
export const TIMELINE = rawSql('(SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))');
