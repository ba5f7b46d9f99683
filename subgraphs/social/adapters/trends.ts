import type { SocialRepository, TrendingTag } from '../repository/index.ts';

/** The time that counts as now for trends: values of the enum `TrendingWindow`. */
export type TrendingWindow = 'HOUR' | 'DAY' | 'WEEK';

/** What many people do, made anew now and then for all viewers of a process. */
export interface Trends {
  /** Trending tags, first those that grow most. */
  tags(window: TrendingWindow): Promise<readonly TrendingTag[]>;
  /** Ids of those with most followers. */
  people(): Promise<readonly string[]>;
}

const HOUR_MS = 60 * 60 * 1_000;

const WINDOW_MS: Readonly<Record<TrendingWindow, number>> = {
  HOUR: HOUR_MS,
  DAY: 24 * HOUR_MS,
  WEEK: 7 * 24 * HOUR_MS,
};

/** How long what was read is shown. */
const MAX_AGE_MS = 60_000;

/** Trends of one process: read anew once a minute, however many look at them. */
export function createTrends(repository: Pick<SocialRepository, 'trends' | 'popularPeople'>, now: () => Date): Trends {
  const tags = new Map<TrendingWindow, ReturnType<typeof cached<Awaited<ReturnType<Trends['tags']>>>>>();
  const people = cached(() => repository.popularPeople(), now);
  return {
    people,
    tags(window) {
      const ms = WINDOW_MS[window];
      const read = () => {
        const at = now().getTime();
        return repository.trends(new Date(at - 2 * ms), new Date(at - ms));
      };
      const reader = tags.get(window) ?? cached(read, now);
      tags.set(window, reader);
      return reader();
    },
  };
}

/** Reads at most once in `MAX_AGE_MS`; what failed is read again at once. */
function cached<Value>(read: () => Promise<Value>, now: () => Date): () => Promise<Value> {
  let last: { readonly readAt: number; readonly value: Promise<Value> } | null = null;
  return () => {
    const at = now().getTime();
    if (last !== null && at - last.readAt < MAX_AGE_MS) return last.value;
    const value = read();
    last = { readAt: at, value };
    value.catch(() => {
      last = null;
    });
    return value;
  };
}
