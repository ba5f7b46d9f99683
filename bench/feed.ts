import { cpus } from 'node:os';
import { startBenchDatabase } from './bench-database.ts';
import { type FeedDomain, openFeedDomain } from './feed/feed-domain.ts';
import { fillFeeds, LARGE, largeAuthor, READERS, type WorldSize } from './feed/fill-feeds.ts';
import { openPlainPages, type PlainPages } from './feed/plain-pages.ts';
import { PERCENTILE_HEADING, percentile, percentileLine } from './percentiles.ts';
import { treeCpuSeconds } from './process-usage.ts';

const SIZE: WorldSize = { people: 100_000, posts: 1_000_000, follows: 1_000_000 };
/** For a machine that has other things to do: `--small`. */
const SMALL_SIZE: WorldSize = { people: 20_000, posts: 100_000, follows: 200_000 };
const PAGES = 300;
const SPECIAL_PAGES = 60;
const DRAINED_POSTS = 100;

const LIKES = 2_000;
const LIKERS = 20;

/** Milliseconds at the 95th percentile; bytes; seconds; likes a second. */
const GOALS = {
  ...{ page: 30, thousand: 60, fiveThousand: 200, bytes: 8_704, drainSeconds: 30, ofPlain: 3, likes: 500 },
} as const;

/**
 * Measures pages of feeds through the executor of the domain, beside the same page by one statement that was written for it
 * alone; with an empty Redis, with what Redis keeps, and while posts are added to it. Resolves to whether the goals were met.
 */
export async function benchFeed(print: (line: string) => void, options: readonly string[] = []): Promise<boolean> {
  const size = options.includes('--small') ? SMALL_SIZE : SIZE;
  const database = await startBenchDatabase(['social']);
  try {
    await fillFeeds(database, size);
    const domain = await openFeedDomain(database.urlOf('social'));
    const plain = openPlainPages(database.urlOf('social'));
    try {
      print(`${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`);
      print(`${size.people} people, ${size.follows} follows, ${size.posts} posts`);
      return await measureAll(
        domain,
        plain,
        print,
        () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 + treeCpuSeconds(database.pid),
      );
    } finally {
      await plain.close();
      await domain.close();
    }
  } finally {
    await database.remove();
  }
}

async function measureAll(
  domain: FeedDomain,
  plain: PlainPages,
  print: (line: string) => void,
  cpuSeconds: () => number,
): Promise<boolean> {
  const flush = (): Promise<unknown> => domain.redis.flushall();
  const usual = (nth: number): string => READERS.usual(nth);
  const thousand = (nth: number): string => READERS.thousand(nth % LARGE.readers);
  const fiveThousand = (nth: number): string => READERS.fiveThousand(nth % LARGE.readers);
  const cpuOf = async (work: () => Promise<number[]>): Promise<number> => {
    const begun = cpuSeconds();
    const { length } = await work();
    return ((cpuSeconds() - begun) * 1_000) / length;
  };
  const times = {
    plain: await timesOf(PAGES, (nth) => plain.page(usual(nth))),
    following: await timesOf(PAGES, (nth) => domain.page(usual(nth), 'FOLLOWING')),
    latest: await timesOf(PAGES, (nth) => domain.page(usual(nth), 'LATEST')),
    forYou: await timesOf(PAGES, (nth) => domain.page(usual(nth), 'FOR_YOU')),
    emptyThousand: await timesOf(SPECIAL_PAGES, (nth) => domain.page(thousand(nth), 'FOLLOWING'), flush),
    emptyFiveThousand: await timesOf(SPECIAL_PAGES, (nth) => domain.page(fiveThousand(nth), 'FOLLOWING'), flush),
    plainFiveThousand: await timesOf(SPECIAL_PAGES, (nth) => plain.page(fiveThousand(nth))),
    keptThousand: await timesOf(SPECIAL_PAGES, (nth) => domain.page(thousand(nth), 'FOLLOWING')),
    keptFiveThousand: await timesOf(SPECIAL_PAGES, (nth) => domain.page(fiveThousand(nth), 'FOLLOWING')),
  };
  // On a machine that has other things to do, times say little and this says more.
  const cpu = {
    FOLLOWING: await cpuOf(() => timesOf(PAGES, (nth) => domain.page(usual(nth), 'FOLLOWING'))),
    FOR_YOU: await cpuOf(() => timesOf(PAGES, (nth) => domain.page(usual(nth), 'FOR_YOU'))),
    'one statement of its own': await cpuOf(() => timesOf(PAGES, (nth) => plain.page(usual(nth)))),
    '5,000 follows, kept ready': await cpuOf(() =>
      timesOf(SPECIAL_PAGES, (nth) => domain.page(fiveThousand(nth), 'FOLLOWING')),
    ),
  };
  const likes = await likesPerSecond(domain);
  const isEqual = await areEqual(domain, plain, [usual(3), usual(40), thousand(0), fiveThousand(0)]);
  const bytes = await bytesOf(domain, fiveThousand(0));
  const drain = await drainPosts(domain, (nth) => usual(nth));

  return report({ times, cpu, likes, isEqual, bytes, drain }, print);
}

const NAMES = {
  plain: 'one statement of its own, pg',
  following: 'FOLLOWING',
  latest: 'LATEST',
  forYou: 'FOR_YOU',
  emptyThousand: '1,000 follows, Redis empty',
  emptyFiveThousand: '5,000 follows, Redis empty',
  plainFiveThousand: '5,000 follows, one statement',
  keptThousand: '1,000 follows, kept ready',
  keptFiveThousand: '5,000 follows, kept ready',
} as const;

type TimeName = keyof typeof NAMES;

interface Measured {
  readonly times: Readonly<Record<TimeName, readonly number[]>>;
  readonly cpu: Readonly<Record<string, number>>;
  readonly likes: number;
  readonly isEqual: boolean;
  readonly bytes: number;
  readonly drain: { readonly times: readonly number[]; readonly seconds: number };
}

function report({ times, cpu, likes, isEqual, bytes, drain }: Measured, print: (line: string) => void): boolean {
  print(PERCENTILE_HEADING);
  // as: the names are those of the times.
  for (const [name, title] of Object.entries(NAMES)) print(percentileLine(title, times[name as TimeName]));
  print(percentileLine('FOLLOWING while posts are added', drain.times));
  for (const [title, ms] of Object.entries(cpu))
    print(`processor time of a page, node and postgres, ${title}: ${ms.toFixed(1)} ms`);
  print(`likes of one post a second, ${LIKERS} at once: ${likes.toFixed(0)} (goal ${GOALS.likes})`);
  const p95 = (samples: readonly number[]): number => percentile(samples, 0.95);
  const ratio = percentile(times.following, 0.5) / percentile(times.plain, 0.5);
  print(`median of FOLLOWING beside one statement: ${ratio.toFixed(1)} times (goal ${GOALS.ofPlain})`);
  print(
    `${DRAINED_POSTS} posts of authors with 5,000 followers were added in ${drain.seconds.toFixed(1)} s (goal ${GOALS.drainSeconds})`,
  );
  print(
    `a kept feed takes ${bytes} bytes (goal ${GOALS.bytes}); pages are ${isEqual ? 'those' : 'NOT those'} of the statement`,
  );
  return (
    isEqual &&
    [times.following, times.latest, times.forYou, drain.times].every((samples) => p95(samples) <= GOALS.page) &&
    p95(times.emptyThousand) <= GOALS.thousand &&
    p95(times.emptyFiveThousand) <= GOALS.fiveThousand &&
    drain.seconds <= GOALS.drainSeconds &&
    bytes <= GOALS.bytes &&
    ratio <= GOALS.ofPlain &&
    likes >= GOALS.likes
  );
}

/** Milliseconds of each call, after some that warm connections, plans and caches. */
async function timesOf(
  count: number,
  work: (nth: number) => Promise<unknown>,
  before: () => Promise<unknown> = async () => undefined,
): Promise<number[]> {
  for (let nth = 0; nth < 20; nth += 1) await work(count + nth);
  const times: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    await before();
    const begun = performance.now();
    await work(nth);
    times.push(performance.now() - begun);
  }
  return times;
}

/** Likes of one post by many people, through the mutation. */
async function likesPerSecond(domain: FeedDomain): Promise<number> {
  // Its author is neither private nor suspended: see `fillFeeds`.
  const [post] = await domain.sql.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM post AS p WHERE p.visibility = 'PUBLIC' AND p.author_id LIKE '%5' ORDER BY p.number DESC LIMIT 1`;
  const postId = post?.id ?? '';
  let next = 0;
  const begun = performance.now();
  const like = async (): Promise<void> => {
    for (let nth = next++; nth < LIKES; nth = next++) await domain.like(`usr_liker${nth}`, postId);
  };
  await Promise.all(Array.from({ length: LIKERS }, like));
  return (LIKES * 1_000) / (performance.now() - begun);
}

async function areEqual(domain: FeedDomain, plain: PlainPages, readers: readonly string[]): Promise<boolean> {
  for (const reader of readers) {
    const [ours, theirs] = [await domain.page(reader, 'LATEST'), await plain.page(reader)];
    if (JSON.stringify(ours.ids) !== JSON.stringify(theirs)) return false;
  }
  return true;
}

/** What Redis keeps of one person. */
async function bytesOf({ redis, page }: FeedDomain, reader: string): Promise<number> {
  await page(reader, 'FOLLOWING');
  const keys = [`feed:{${reader}}:numbers`, `feed:{${reader}}:state`];
  const sizes = await Promise.all(keys.map((key) => redis.call('MEMORY', 'USAGE', key)));
  return sizes.reduce<number>((sum, size) => sum + Number(size), 0);
}

/** Publishes posts of authors with many followers, and reads pages until all are added to the kept feeds. */
async function drainPosts(domain: FeedDomain, readerOf: (nth: number) => string) {
  await domain.sql.$executeRaw`
    INSERT INTO feed_seen (user_id, read_at) SELECT DISTINCT follower_id, now() FROM follow WHERE followee_id LIKE 'usr\_large%'
    ON CONFLICT (user_id) DO UPDATE SET read_at = excluded.read_at`;
  const begun = performance.now();
  for (let nth = 0; nth < DRAINED_POSTS; nth += 1) await domain.publish(largeAuthor(nth % LARGE.authors));
  const times: number[] = [];
  for (let nth = 0; ; nth += 1) {
    const started = performance.now();
    await domain.page(readerOf(nth), 'FOLLOWING');
    times.push(performance.now() - started);
    const [row] = await domain.sql.$queryRaw<{ left: number }[]>`
      SELECT count(*)::int AS left FROM work_item WHERE kind = 'fan-out-post'`;
    if (row?.left === 0) return { times, seconds: (performance.now() - begun) / 1_000 };
  }
}
