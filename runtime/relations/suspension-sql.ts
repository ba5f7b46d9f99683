import { type SqlFragment, sql } from '../database/sql-fragment.ts';

const HOLDS = sql`suspended.is_active AND (suspended.until IS NULL OR suspended.until > now())`;

/** Whether a person is suspended now, by the domain's copy. `person` is a SQL expression of an id. */
export const isSuspended = (person: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM suspension AS suspended WHERE suspended.user_id = ${person} AND ${HOLDS})`;
