import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';

/** A question and how a person answers it. */
export interface DiscoveryPrompt {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

/** The prompts of `p` that moderators have not hidden, as JSON, in their order. */
export const PROMPTS: SqlFragment = sql`coalesce((
  SELECT jsonb_agg(jsonb_build_object('id', r.id, 'question', r.question, 'answer', r.answer) ORDER BY r.position)
  FROM discovery_prompt AS r WHERE r.user_id = p.user_id AND NOT EXISTS (
    SELECT FROM hidden_content AS hidden WHERE hidden.subject_id = r.id AND hidden.is_hidden)), '[]') AS prompts`;
