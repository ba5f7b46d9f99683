import { fault } from '../../../../runtime/executor/faults.ts';
import type { Connection } from '../../../../runtime/operations/connection.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { SocialContext } from '../../context.ts';
import type { FeedPolicy, FeedRow, KeptNumbers } from '../../repository/index.ts';
import { decodeChronological, encodeChronological, scopeOf } from './feed-cursor.ts';
import { findKeptFeed, keepFeed, MIN_FOLLOWS } from './find-kept-feed.ts';
import { decodeRanked, encodeRanked } from './ranked-cursor.ts';
import { readByScore } from './read-by-score.ts';
import { readByTime } from './read-by-time.ts';
import type { ScoreTerm } from './score-term.ts';
import { recencyTerm, USUAL_WEIGHTS } from './score-terms.ts';

/** A value of the enum `FeedKind`. */
export type FeedKind = 'FOLLOWING' | 'FOR_YOU' | 'LATEST';

/** Which feed, and which page of it. */
export interface FeedRequest {
  readonly kind: FeedKind;
  readonly listId?: string | null | undefined;
  readonly includeReposts?: boolean | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A post in a feed, with the reason. */
export interface FeedItem {
  readonly row: FeedRow;
  readonly score: number;
  readonly terms: readonly ScoreTerm[];
}

interface Needs extends Pick<SocialContext, 'caller' | 'now' | 'keptFeeds'> {
  readonly repository: Pick<
    SocialContext['repository'],
    'feedPolicy' | 'feedBatch' | 'rankedWindow' | 'feedState' | 'numbersToKeep' | 'noteFeedRead'
  >;
}

/** What all pages of a feed have in common. */
interface Feed {
  readonly viewerId: string;
  readonly listId: string | null;
  readonly includeReposts: boolean;
  readonly includeComments: boolean;
  readonly maxPerAuthor: number | null;
  readonly weights: FeedPolicy['weights'];
  readonly isRanked: boolean;
  readonly includesOthers: boolean;
  readonly now: Date;
  /** Stands in cursors. */
  readonly scope: string;
}

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
const HOUR_MS = 3_600_000;

/**
 * A page of a feed of the viewer. A list that is not the viewer's own is empty.
 *
 * @throws a fault `BAD_USER_INPUT` for a size out of 0 to 100, or a cursor that is not of this feed.
 */
export async function readFeed(needs: Needs, request: FeedRequest): Promise<Connection<FeedItem>> {
  const viewerId = viewerOf(needs.caller);
  const size = request.first ?? DEFAULT_PAGE_SIZE;
  if (size < 0 || size > MAX_PAGE_SIZE) throw fault('BAD_USER_INPUT', `A page holds 0 to ${MAX_PAGE_SIZE} items.`);
  // LATEST obeys no policy.
  const [policy, keptFeed] = await Promise.all([
    request.kind === 'LATEST' ? null : needs.repository.feedPolicy(viewerId),
    // What is kept ready is the feed of whom the viewer follows.
    request.listId == null ? findKeptFeed(needs, viewerId) : null,
  ]);
  const feed = feedOf(viewerId, request, policy, needs.now());
  const read = feed.isRanked ? readScoredPage : readTimedPage;
  const { page, authorCount } = await read(needs, feed, { size, after: request.after ?? null, keptFeed });
  // Once a visit, and after the page: it takes as long as a page without it.
  const isWorthKeeping = request.listId == null && request.after == null && authorCount > MIN_FOLLOWS;
  if (isWorthKeeping) await keepFeed(needs, viewerId);
  return page;
}

function feedOf(
  viewerId: string,
  { kind, listId: list, includeReposts }: FeedRequest,
  policy: FeedPolicy | null,
  now: Date,
): Feed {
  const listId = list ?? null;
  const isRanked = kind === 'FOR_YOU' || (kind === 'FOLLOWING' && policy?.order === 'RANKED');
  return {
    ...{ viewerId, listId, now, isRanked, weights: policy?.weights ?? USUAL_WEIGHTS },
    includeReposts: includeReposts ?? policy?.includeReposts ?? true,
    includeComments: policy?.includeReplies ?? false,
    maxPerAuthor: policy?.maxPerAuthor ?? null,
    includesOthers: kind === 'FOR_YOU' && listId === null,
    scope: scopeOf(kind, isRanked ? 'score' : 'time', listId),
  };
}

interface Page {
  readonly size: number;
  readonly after: string | null;
  readonly keptFeed: KeptNumbers | null;
}

interface ReadPage {
  readonly page: Connection<FeedItem>;
  readonly authorCount: number;
}

async function readTimedPage(needs: Needs, feed: Feed, { size, after, keptFeed }: Page): Promise<ReadPage> {
  const before = after === null ? null : decodeChronological(feed.scope, after);
  const { maxPerAuthor, now } = feed;
  const { rows, unreadBelow, authorCount } = await readByTime(needs, feed, {
    before,
    after: 0,
    limit: size + 1,
    maxPerAuthor,
    keptFeed,
  });
  const edges = rows.slice(0, size).map((row) => {
    const term = recencyTerm((now.getTime() - row.publishedAt.getTime()) / HOUR_MS);
    const node = { row, terms: [term], score: term.points };
    return { cursor: encodeChronological(feed.scope, Number(row.number)), node };
  });
  // Where no page could be filled, the next one continues behind what was looked at.
  const endCursor = unreadBelow === null ? edges.at(-1)?.cursor : encodeChronological(feed.scope, unreadBelow);
  const hasNextPage = rows.length > size || unreadBelow !== null;
  return { page: connectionOf(edges, { hasNextPage, after, endCursor }), authorCount };
}

async function readScoredPage(needs: Needs, feed: Feed, { size, after, keptFeed }: Page): Promise<ReadPage> {
  const from = after === null ? null : decodeRanked(feed.scope, after, feed.now);
  const { maxPerAuthor, weights } = feed;
  const { posts, authorCount } = await readByScore(needs, feed, {
    from,
    limit: size + 1,
    keptFeed,
    maxPerAuthor,
    weights,
  });
  const edges = posts
    .slice(0, size)
    .map(({ position, ...node }) => ({ cursor: encodeRanked(feed.scope, position), node }));
  const shape = { hasNextPage: posts.length > size, after, endCursor: edges.at(-1)?.cursor };
  return { page: connectionOf(edges, shape), authorCount };
}

const connectionOf = (
  edges: Connection<FeedItem>['edges'],
  page: { readonly hasNextPage: boolean; readonly after: string | null; readonly endCursor: string | undefined },
): Connection<FeedItem> => ({
  edges,
  pageInfo: {
    hasNextPage: page.hasNextPage,
    hasPreviousPage: page.after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: page.endCursor ?? null,
  },
});
