import type { LogEvent } from '../../../../runtime/live/durable-log.ts';
import type { StoredRow } from '../../../../runtime/live/stored-log.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { PostEntry } from '../../repository/index.ts';
import { holdsMutedWord } from './holds-muted-word.ts';
import type { FeedItem, FeedKind } from './read-feed.ts';
import { recencyTerm } from './score-terms.ts';

/** A post that was published, for `feedItemAdded`. */
export type FeedEvent = LogEvent<StoredRow<PostEntry>>;

interface Needs extends Pick<SocialContext, 'caller' | 'now'> {
  readonly repository: Pick<SocialContext['repository'], 'feedItem'>;
}

const HOUR_MS = 3_600_000;

/** A new post as it comes into a feed of the viewer now; null when it does not, or may not be seen any more. */
export async function readFeedItem(
  { caller, now, repository }: Needs,
  postId: string,
  kind: FeedKind,
): Promise<FeedItem | null> {
  const at = now();
  const rules = {
    ...{ viewerId: viewerOf(caller), listId: null, includeReposts: true, now: at },
    ...{ includesTags: kind === 'FOR_YOU', obeysPolicy: kind !== 'LATEST' },
  };
  const found = await repository.feedItem(rules, postId);
  if (found === null || holdsMutedWord(found.mutedWords, found.row.allText, found.row.allTags)) return null;
  const term = recencyTerm((at.getTime() - found.row.publishedAt.getTime()) / HOUR_MS);
  return { row: found.row, terms: [term], score: term.points };
}
