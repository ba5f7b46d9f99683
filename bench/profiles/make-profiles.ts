import { withClient } from '../../runtime/database/postgres-connections.ts';
import { FAMILY_NAMES, GIVEN_NAMES } from './names.ts';

/** Friends and blocks of the person who searches. */
const FRIENDS = 200;
const BLOCKS = 50;

const SYLLABLES = 'ba ke lo mi tu dra gon star fox ne ri sha do wolf pix el zor qua vi jun'.split(' ');

/**
 * Fills the profile domain's tables with `count` profiles of `usr_1`, `usr_2` …, whose names are as unevenly frequent as
 * people's are, and with friends and blocks of `usr_1`. `databaseUrl` is the owner's. The same at each run.
 */
export async function makeProfiles(databaseUrl: string, count: number): Promise<void> {
  await withClient({ connectionString: databaseUrl }, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT setseed(0.25)');
    // What the trigger does row by row is done once for all below.
    await client.query('ALTER TABLE profile DISABLE TRIGGER keep_name_words');
    await client.query(PROFILES, [count, GIVEN_NAMES, FAMILY_NAMES, SYLLABLES]);
    await client.query(WORDS);
    await client.query('ALTER TABLE profile ENABLE TRIGGER keep_name_words');
    await client.query(FRIENDSHIPS, [FRIENDS]);
    await client.query(BLOCKED, [BLOCKS]);
    // Also moves what was just added out of the pending lists of indexes, as autovacuum would.
    for (const table of ['profile', 'name_word', 'friendship', 'block']) await client.query(`VACUUM ANALYZE ${table}`);
  });
}

/**
 * The most frequent given name has one in 28 people, the most frequent family name one in 70. Nicknames are made of names,
 * of parts of them, or of syllables. A tenth of the profiles are for friends, a fiftieth hidden.
 */
const PROFILES = `
  INSERT INTO profile (id, user_id, nickname, nickname_folded, nickname_key, display_name, bio, interests, city, country,
                       visibility, created_at, updated_at)
  SELECT 'prf_' || n, 'usr_' || n, nickname, lower(nickname), lower(nickname), given || ' ' || family,
         'Likes ' || family, ARRAY['chess', 'music'], 'City ' || n % 5000, 'CH',
         CASE WHEN n % 10 = 3 THEN 'FRIENDS' WHEN n % 50 = 7 THEN 'HIDDEN' ELSE 'PUBLIC' END, now(), now()
  FROM (
    SELECT n, given, family,
           CASE n % 4 WHEN 0 THEN given || '.' || family || n WHEN 1 THEN given || n
                      WHEN 2 THEN left(given, 3) || left(family, 4) || n ELSE one || two || three || four || n END AS nickname
    FROM (
      SELECT n, ($2::text[])[1 + floor(cardinality($2::text[]) * random() ^ 1.5)::int] AS given,
             ($3::text[])[1 + floor(cardinality($3::text[]) * random() ^ 1.5)::int] AS family,
             ($4::text[])[1 + floor(20 * random())::int] AS one, ($4::text[])[1 + floor(20 * random())::int] AS two,
             ($4::text[])[1 + floor(20 * random())::int] AS three, ($4::text[])[1 + floor(20 * random())::int] AS four
      FROM generate_series(1, $1::int) AS n) AS named) AS made`;

const WORDS = `
  INSERT INTO name_word (word) SELECT DISTINCT unnest(name_words(nickname_folded, display_name)) FROM profile
  ON CONFLICT DO NOTHING`;

const FRIENDSHIPS = `
  INSERT INTO friendship (user_id, friend_id, is_active, changed_at)
  SELECT 'usr_1', 'usr_' || 7 * n + 2, true, now() FROM generate_series(1, $1::int) AS n`;

const BLOCKED = `
  INSERT INTO block (blocker_id, blocked_id, is_active, changed_at)
  SELECT 'usr_1', 'usr_' || 11 * n + 3, true, now() FROM generate_series(1, $1::int) AS n`;
