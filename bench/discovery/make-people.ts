import { gridDisk, latLngToCell } from 'h3-js';
import { withClient } from '../../runtime/database/postgres-connections.ts';

/** Id of the nth person, from 1. */
export const personId = (nth: number): string => `usr_00000000-0000-7000-8000-${nth.toString(16).padStart(12, '0')}`;

/** How many people look at decks, each with decisions, friends, blocks and people whom they have seen. */
export const VIEWERS = 200;

const DECISIONS = 500;
const SEEN = 300;
const FRIENDS = 100;
const BLOCKS = 20;

/** The cells of a city some 40 km wide. */
const cellsOfCity = (): readonly string[] => gridDisk(latLngToCell(47.3769, 8.5417, 6), 3);

/**
 * Fills the tables of the discovery domain with `count` people of one city. The first of them are viewers. `databaseUrl` is the
 * owner's. The same at each run.
 */
export async function makePeople(databaseUrl: string, count: number): Promise<void> {
  await withClient({ connectionString: databaseUrl }, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT setseed(0.25)');
    await client.query(PEOPLE, [count, cellsOfCity()]);
    for (const [statement, each] of [
      [DECIDED, DECISIONS],
      [IMPRESSIONS, SEEN],
      [FRIENDSHIPS, FRIENDS],
      [BLOCKED, BLOCKS],
    ] as const)
      await client.query(statement, [count, VIEWERS, each]);
    // A domain without copies of friendships and blocks serves nobody.
    await client.query(
      `INSERT INTO inbox_position (producer, epoch, number) VALUES ('friends', 'bench', 0), ('auth', 'bench', 0), ('profile', 'bench', 0)`,
    );
    const tables = ['discovery_person', 'discovery_decision', 'discovery_impression', 'friendship', 'block'];
    for (const table of tables) await client.query(`VACUUM ANALYZE ${table}`);
  });
}

const ID = (nth: string): string => `'usr_00000000-0000-7000-8000-' || lpad(to_hex(${nth}), 12, '0')`;

/**
 * 48 % women, 48 % men; most look for the other gender, within ten years and 20 to 100 km. Interests are as unevenly frequent as
 * those of people are. Half were active in the last five days. A fiftieth is incognito or has paused, a tenth has left.
 */
const PEOPLE = `
  INSERT INTO discovery_person (id, user_id, birth_date, gender, interests, interest_keys, city, country, visibility,
    profile_revision, is_verified, is_enabled, enabled_at, is_paused, headline, intent, is_incognito, cell, located_at, genders,
    min_age, max_age, max_distance_km, languages, only_verified, last_active_at, shown_count, received_likes, answered_likes, is_listed)
  SELECT 'dpf_' || n, ${ID('n::int')}, (current_date - (age * 365.25)::int), gender, interests, interests, 'Zurich', 'CH', 'PUBLIC',
    1, n % 3 > 0, n % 10 > 0, now() - random() ^ 2 * interval '700 days', n % 50 = 1, 'Hello from ' || n,
    (ARRAY['FRIENDS', 'DATING', 'DATING', 'DATING', 'NETWORKING', NULL])[1 + n % 6], n % 50 = 2,
    ($2::text[])[1 + floor(cardinality($2::text[]) * random())::int], now(),
    CASE WHEN n % 19 = 0 THEN '{}'::text[] WHEN (n % 13 = 0) = (gender = 'FEMALE') THEN '{FEMALE}' ELSE '{MALE}' END,
    greatest(18, age - 10), age + 10, (ARRAY[20, 50, 100, NULL])[1 + n % 4], (ARRAY['{de,en}', '{de}', '{fr,en}'])[1 + n % 3]::text[],
    n % 25 = 0, now() - random() ^ 3 * interval '60 days', floor(random() ^ 2 * 2000), floor(random() * 60), floor(random() * 30),
    n % 10 > 0
  FROM (
    SELECT n, 18 + floor(random() ^ 1.5 * 50)::int AS age,
      CASE WHEN n % 25 = 7 THEN 'NON_BINARY' WHEN n % 2 = 0 THEN 'FEMALE' ELSE 'MALE' END AS gender,
      ARRAY(SELECT DISTINCT 'interest ' || floor(200 * random() ^ 2 + 0 * n)::int FROM generate_series(1, 5)) AS interests
    FROM generate_series(1, $1::int) AS n) AS made`;

/** The nth of what a viewer has to do with somebody: spread over all people. */
const others = (salt: number): string => `
  SELECT DISTINCT v, 1 + ((v::bigint * 7919 + k::bigint * 104729 * ${salt}) % $1::int)::int AS o
  FROM generate_series(1, $2::int) AS v, generate_series(1, $3::int) AS k`;

const DECIDED = `
  INSERT INTO discovery_decision (id, user_id, other_id, kind, decided_at)
  SELECT 'dlk_' || v || '_' || o, ${ID('v')}, ${ID('o')}, CASE WHEN o % 3 = 0 THEN 'LIKE' ELSE 'PASS' END, now() FROM (${others(1)}) AS x`;

const IMPRESSIONS = `
  INSERT INTO discovery_impression (viewer_id, user_id, shown_at, is_counted)
  SELECT ${ID('v')}, ${ID('o')}, now() - interval '1 day', true FROM (${others(2)}) AS x`;

const FRIENDSHIPS = `
  INSERT INTO friendship (user_id, friend_id, is_active, changed_at)
  SELECT ${ID('v')}, ${ID('o')}, true, now() FROM (${others(3)}) AS x`;

const BLOCKED = `
  INSERT INTO block (blocker_id, blocked_id, is_active, changed_at)
  SELECT ${ID('v')}, ${ID('o')}, true, now() FROM (${others(4)}) AS x`;
