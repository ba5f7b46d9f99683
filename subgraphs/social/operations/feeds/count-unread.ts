import type { SocialContext } from '../../context.ts';
import { findKeptFeed } from './find-kept-feed.ts';
import { readByTime } from './read-by-time.ts';

/** More are not counted. */
export const MAX_UNREAD = 100;
/** Posts of one's own are never unread, but are read with the others. */
const SPARE = 20;

interface Needs extends Pick<SocialContext, 'now' | 'keptFeeds'> {
  readonly repository: Pick<SocialContext['repository'], 'feedBatch' | 'feedState' | 'numbersToKeep' | 'noteFeedRead'>;
}

/** How many posts of others have come into FOLLOWING since the viewer marked it as seen, at most {@link MAX_UNREAD}. */
export async function countUnread(needs: Needs, viewerId: string): Promise<number> {
  const keptFeed = await findKeptFeed(needs, viewerId);
  const rules = {
    ...{ viewerId, listId: null, now: needs.now() },
    ...{ includeReposts: true, includeComments: true, obeysPolicy: true },
  };
  const span = { before: null, after: 'mark', limit: MAX_UNREAD + SPARE, maxPerAuthor: null, keptFeed } as const;
  const { rows } = await readByTime(needs, rules, span);
  return Math.min(MAX_UNREAD, rows.filter(({ kind }) => kind !== 'OWN').length);
}
