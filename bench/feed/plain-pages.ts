import { createPool } from '../../runtime/database/postgres-connections.ts';

/** The page of LATEST as one would write it for this page alone: people, privacy, blocks, mutes and suspensions. */
const PAGE = `
  WITH own AS MATERIALIZED (
    SELECT f.followee_id AS id FROM follow f WHERE f.follower_id = $1 UNION ALL SELECT $1
  ), newest AS (
    SELECT p.* FROM own CROSS JOIN LATERAL (
      SELECT q.* FROM post q WHERE q.author_id = own.id AND q.number IS NOT NULL ORDER BY q.number DESC LIMIT 40) p
    ORDER BY p.number DESC LIMIT 200
  )
  SELECT p.id, p.text, p.author_id FROM newest p
  WHERE p.deleted_at IS NULL AND (p.author_id = $1 OR (p.visibility IN ('PUBLIC', 'FOLLOWERS')
    OR (p.visibility = 'FRIENDS' AND EXISTS (SELECT FROM friendship f
      WHERE f.user_id = p.author_id AND f.friend_id = $1 AND f.is_active))))
    AND NOT EXISTS (SELECT FROM block b WHERE b.is_active AND b.blocker_id = $1 AND b.blocked_id = p.author_id)
    AND NOT EXISTS (SELECT FROM block b WHERE b.is_active AND b.blocked_id = $1 AND b.blocker_id = p.author_id)
    AND NOT EXISTS (SELECT FROM suspension s WHERE s.user_id = p.author_id AND s.is_active)
    AND NOT EXISTS (SELECT FROM user_mute m WHERE m.muter_id = $1 AND m.muted_id = p.author_id)
    AND NOT EXISTS (SELECT FROM hidden_content h WHERE h.subject_id = p.id AND h.is_hidden)
  ORDER BY p.number DESC LIMIT 20`;

/** Reads pages over a plain pool of the driver: what the database and the driver allow at most. */
export function openPlainPages(databaseUrl: string) {
  const pool = createPool({ connectionString: databaseUrl, max: 2, pipeline: true }, () => undefined);
  return {
    /** The ids of the newest 20 posts. */
    async page(viewerId: string): Promise<string[]> {
      const { rows } = await pool.query({ name: 'plain_feed_page', text: PAGE, values: [viewerId] });
      return rows.map(({ id }) => String(id));
    },
    close: () => pool.end(),
  };
}

export type PlainPages = ReturnType<typeof openPlainPages>;
