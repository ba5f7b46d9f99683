import { type SqlFragment, sql } from '../database/sql-fragment.ts';

/** Whether moderators have hidden content, by the domain's copy. `subject` is a SQL expression of its id. */
export const isHiddenContent = (subject: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM hidden_content AS hidden WHERE hidden.subject_id = ${subject} AND hidden.is_hidden)`;
