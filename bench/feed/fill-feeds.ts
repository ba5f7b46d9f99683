import { withClient } from '../../runtime/database/postgres-connections.ts';
import type { BenchDatabase } from '../bench-database.ts';

/** How large the world of the benchmark is. */
export interface WorldSize {
  readonly people: number;
  readonly posts: number;
  readonly follows: number;
}

/** People who are measured, and what they are measured for. */
export const READERS = {
  /** Of whom follow as many as most do. */
  usual: (nth: number): string => `usr_${String(nth * 37 + 11).padStart(7, '0')}`,
  thousand: (nth: number): string => `usr_k${nth}`,
  fiveThousand: (nth: number): string => `usr_5k${nth}`,
} as const;

/** How many readers there are of each special kind, and authors with 5,000 followers: the most whose posts are added to kept feeds. */
export const LARGE = { readers: 10, authors: 10 } as const;
const LARGE_FOLLOWERS = 5_000;

/** The n-th of the authors with 5,000 followers. */
export const largeAuthor = (nth: number): string => `usr_large${nth}`;

/** Like names of people, who are numbered from 1. */
const ID = (number: string): string => `'usr_' || lpad((${number})::text, 7, '0')`;

/**
 * Fills the tables of social as a network of people: some are followed by many, most by few; posts by all, the visibility mixed;
 * blocks, mutes, suspensions, private accounts and likes. Nothing is random: numbers are spread by multiplication.
 */
export async function fillFeeds(database: BenchDatabase, { people, posts, follows }: WorldSize): Promise<void> {
  const each = Math.round(follows / people);
  const statements = [
    `INSERT INTO follow (follower_id, followee_id, followed_at)
     SELECT ${ID('follower')}, ${ID('followee')}, now() - interval '1 day' * (follower % 300)
     FROM (SELECT follower, 1 + (follower::bigint * 7919 + nth * nth * 104729) % ${people} AS followee
       FROM generate_series(1, ${people}) AS p(follower), generate_series(1, ${each}) AS n(nth)) AS f
     WHERE follower <> followee ON CONFLICT DO NOTHING`,
    ...[
      ['usr_k', 1_000],
      ['usr_5k', 5_000],
    ].map(
      ([prefix, count]) => `INSERT INTO follow (follower_id, followee_id, followed_at)
     SELECT '${prefix}' || reader, ${ID(`1 + (reader * 977 + nth * 19) % ${people}`)}, now()
     FROM generate_series(0, ${LARGE.readers - 1}) AS r(reader), generate_series(1, ${count}) AS n(nth)
     ON CONFLICT DO NOTHING`,
    ),
    `INSERT INTO follow (follower_id, followee_id, followed_at)
     SELECT ${ID(`1 + (author * 13 + nth * 7) % ${people}`)}, 'usr_large' || author, now()
     FROM generate_series(0, ${LARGE.authors - 1}) AS a(author), generate_series(1, ${LARGE_FOLLOWERS - 2 * LARGE.readers}) AS n(nth)
     ON CONFLICT DO NOTHING`,
    `INSERT INTO follow (follower_id, followee_id, followed_at)
     SELECT prefix || reader, 'usr_large' || author, now()
     FROM unnest(ARRAY['usr_k', 'usr_5k']) AS p(prefix), generate_series(0, ${LARGE.readers - 1}) AS r(reader),
       generate_series(0, ${LARGE.authors - 1}) AS a(author)`,
    `INSERT INTO post (id, author_id, number, text, visibility, reply_policy, tags, links, created_at, published_at)
     SELECT 'pst_' || lpad(n::text, 12, '0'), ${ID(`1 + (n::bigint * 7877) % ${people}`)}, n,
       'Post ' || n || ' about soup, bread and what else there was to eat on that day in the kitchen of ' || n % 977,
       (ARRAY['PUBLIC','PUBLIC','PUBLIC','PUBLIC','PUBLIC','PUBLIC','PUBLIC','FOLLOWERS','FRIENDS','PRIVATE'])[1 + n % 10],
       'EVERYONE', '{}', '{}', at, at
     FROM (SELECT n, now() - interval '30 days' * (${posts} - n) / ${posts} AS at FROM generate_series(1, ${posts}) AS g(n)) AS p`,
    `INSERT INTO log_head (log, key, sequence) VALUES ('social.posts', 'all', ${posts})`,
    `INSERT INTO counter (subject, name, value)
     SELECT 'pst_' || lpad(n::text, 12, '0'), 'likes', 1 + n % 40 FROM generate_series(1, ${posts}, 3) AS g(n)`,
    `INSERT INTO post_like (post_id, user_id, liked_at)
     SELECT 'pst_' || lpad((1 + (n::bigint * 5701) % ${posts})::text, 12, '0'), ${ID(`1 + (n::bigint * 31) % ${people}`)}, now() - interval '1 minute' * (n % 40000)
     FROM generate_series(1, ${people * 5}) AS g(n) ON CONFLICT DO NOTHING`,
    `INSERT INTO block (blocker_id, blocked_id, is_active, changed_at)
     SELECT ${ID(`1 + n % ${people}`)}, ${ID(`1 + (n * 7919 + 104729) % ${people}`)}, n % 5 <> 0, now()
     FROM generate_series(1, ${people}) AS g(n) ON CONFLICT DO NOTHING`,
    `INSERT INTO block (blocker_id, blocked_id, is_active, changed_at)
     SELECT f.follower_id, f.followee_id, TRUE, now() FROM follow AS f
     WHERE f.follower_id LIKE 'usr\\_%k%' AND right(f.followee_id, 2) = '07' ON CONFLICT DO NOTHING`,
    `INSERT INTO user_mute (muter_id, muted_id, created_at)
     SELECT f.follower_id, f.followee_id, now() FROM follow AS f WHERE right(f.followee_id, 2) = '13'`,
    `INSERT INTO social_settings (user_id, is_private) SELECT ${ID('n')}, TRUE FROM generate_series(1, ${people}, 10) AS g(n)`,
    `INSERT INTO suspension (user_id, is_active, changed_at) SELECT ${ID('n')}, TRUE, now() FROM generate_series(1, ${people}, 500) AS g(n)`,
    'VACUUM ANALYZE',
  ];
  await withClient({ connectionString: database.ownerUrlOf('social') }, async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}
