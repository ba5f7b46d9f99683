import { createPool } from '../../runtime/database/postgres-connections.ts';

/**
 * One statement by hand that finds a hundred people, ranked as an engineer would rank them in SQL: by interests in common,
 * among the 500 who were active last and pass the rules of both sides.
 */
const DECK = `
  WITH me AS (
    SELECT p.*, date_part('year', age(p.birth_date))::int AS years FROM discovery_person AS p WHERE p.user_id = $1)
  SELECT p.user_id, cardinality(ARRAY(SELECT unnest(p.interest_keys) INTERSECT SELECT unnest(me.interest_keys))) AS shared
  FROM me CROSS JOIN unnest(CASE WHEN cardinality(me.genders) = 0 THEN '{FEMALE,MALE,NON_BINARY,OTHER}' ELSE me.genders END) AS g(gender)
  CROSS JOIN LATERAL (
    SELECT * FROM (
      SELECT * FROM discovery_person AS w WHERE w.gender = g.gender AND w.is_listed ORDER BY w.last_active_at DESC LIMIT 20000
    ) AS p
    WHERE p.user_id <> me.user_id AND NOT p.is_paused AND NOT p.is_incognito
      AND p.birth_date > current_date - (me.max_age + 1) * interval '1 year' AND p.birth_date <= current_date - me.min_age * interval '1 year'
      AND me.years BETWEEN p.min_age AND p.max_age
      AND (cardinality(p.genders) = 0 OR me.gender = ANY (p.genders)) AND (me.is_verified OR NOT p.only_verified)
      AND NOT EXISTS (SELECT FROM discovery_decision AS d WHERE d.user_id = me.user_id AND d.other_id = p.user_id)
      AND NOT EXISTS (SELECT FROM friendship AS f WHERE f.user_id = me.user_id AND f.friend_id = p.user_id)
      AND NOT EXISTS (SELECT FROM block AS b WHERE b.blocker_id = me.user_id AND b.blocked_id = p.user_id)
      AND NOT EXISTS (SELECT FROM block AS b WHERE b.blocked_id = me.user_id AND b.blocker_id = p.user_id)
      AND NOT EXISTS (SELECT FROM suspension AS s WHERE s.user_id = p.user_id AND s.is_active)
    LIMIT 500
  ) AS p ORDER BY shared DESC, p.last_active_at DESC LIMIT 100`;

/** Decks by one statement over the plain driver. */
export function openPlainDecks(databaseUrl: string) {
  const pool = createPool({ connectionString: databaseUrl, max: 2 });
  return {
    async deck(viewerId: string): Promise<number> {
      const { rows } = await pool.query({ name: 'deck', text: DECK, values: [viewerId] });
      return rows.length;
    },
    close: () => pool.end(),
  };
}
