import { withClient } from '../../runtime/database/postgres-connections.ts';

/** Words of descriptions: the lower the place, the commoner the word. */
const WORD_COUNT = 20_000;

/**
 * Fills the tables with open, paused and finished projects of 20,000 clients, about a tenth of them for invited people, each with a
 * description of 40 words of which a few are common and most are rare, and with blocks, suspensions and ratings.
 */
export async function makeProjects(ownerUrl: string, count: number): Promise<void> {
  await withClient({ connectionString: ownerUrl }, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT setseed(0.42)');
    await client.query(PROJECTS, [count]);
    await client.query(RATINGS);
    await client.query(BLOCKS);
    await client.query(SUSPENSIONS);
    await client.query(ALERTS);
    for (const table of ['project', 'user_rating', 'block', 'suspension', 'project_alert'])
      await client.query(`VACUUM ANALYZE ${table}`);
  });
}

const PROJECTS = `
  INSERT INTO project (id, client_id, title, description, budget_kind, budget_min, budget_max, currency, skills, skill_keys,
        visibility, status, created_at, updated_at, opened_at, deadline)
      SELECT 'prj_' || lpad(n::text, 8, '0'), 'usr_' || (n % 20000),
        (ARRAY ['Build', 'Design', 'Migrate', 'Test', 'Translate'])[1 + n % 5] || ' a '
          || (ARRAY ['shop', 'website', 'game', 'report', 'database', 'logo', 'course'])[1 + n % 7] || ' ' || n,
        (SELECT string_agg('w' || floor(${WORD_COUNT} * power(random(), 4))::int, ' ') FROM generate_series(1, 40) WHERE n = n),
        CASE n % 3 WHEN 0 THEN 'HOURLY' ELSE 'FIXED' END, b.low, b.low * 2, (ARRAY ['EUR', 'USD', 'GBP'])[1 + n % 3],
        s.skills, s.skills, CASE n % 10 WHEN 0 THEN 'INVITED' ELSE 'PUBLIC' END,
        (ARRAY ['OPEN', 'OPEN', 'COMPLETED', 'PAUSED', 'CANCELLED', 'OPEN', 'IN_PROGRESS', 'OPEN'])[1 + n % 8],
        now() - n * interval '1 minute', now(), now() - n * interval '1 minute', current_date + n % 100
      FROM generate_series(1, $1::int) AS n
      CROSS JOIN LATERAL (SELECT (100 * (1 + n % 997))::bigint AS low) AS b
      CROSS JOIN LATERAL (SELECT ARRAY ['skill ' || n % 40, 'skill ' || n % 997] AS skills) AS s`;

const RATINGS = `
  INSERT INTO user_rating (user_id, role, count, total) SELECT 'usr_' || n, 'CLIENT', 10, 10 + n % 41
      FROM generate_series(0, 19999) AS n`;

const BLOCKS = `
  INSERT INTO block (blocker_id, blocked_id, is_active, changed_at)
      SELECT 'usr_viewer', 'usr_' || n, true, now() FROM generate_series(0, 199) AS n`;

const SUSPENSIONS = `
  INSERT INTO suspension (user_id, is_active, changed_at) SELECT 'usr_' || n, true, now() FROM generate_series(200, 299) AS n`;

const ALERTS = `
  INSERT INTO project_alert (id, owner_id, query, skills, skill_keys, keys, created_at)
      SELECT 'pal_' || lpad(n::text, 8, '0'), 'usr_' || n, CASE n % 2 WHEN 0 THEN 'w' || n % ${WORD_COUNT} END,
        CASE n % 2 WHEN 1 THEN ARRAY ['skill ' || n % 997] ELSE '{}' END,
        CASE n % 2 WHEN 1 THEN ARRAY ['skill ' || n % 997] ELSE '{}' END,
        ARRAY [CASE n % 2 WHEN 1 THEN 's:skill ' || n % 997 ELSE 'w:w' || n % ${WORD_COUNT} END], now()
      FROM generate_series(1, 100000) AS n`;
