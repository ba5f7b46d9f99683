import { createCompleteLoader } from '../../../runtime/database/complete-loader.ts';
import { createLoader } from '../../../runtime/database/loader.ts';
import { createPageLoader, type PageLoader } from '../../../runtime/database/page-loader.ts';
import { createViewerLoader } from '../../../runtime/database/viewer-loader.ts';
import type { Caller } from '../../../runtime/executor/caller.ts';
import {
  createSnapshotPosition,
  newestSequence,
  type SnapshotPosition,
} from '../../../runtime/live/snapshot-position.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type {
  Counts,
  FollowRelation,
  FollowRequest,
  ListedFollower,
  ListMember,
  Post,
  SocialRepository,
  SocialSettings,
  UserList,
} from '../repository/index.ts';

/** Reads once a request. */
interface Loader<Row> {
  load(id: string): Promise<Row>;
  /** Forgets what was read before a change. */
  clear(id: string): unknown;
}

/** What is read about people, lists and tags, once a request. */
export interface GraphLoaders {
  /** How the viewer stands to a person. */
  readonly followRelations: Loader<FollowRelation | null>;
  /** `followers` and `following` of a person. */
  readonly personCounts: Loader<Counts>;
  /** Who follows a person; null where the viewer may not know. */
  readonly followers: PageLoader<ListedFollower, null>;
  /** Whom a person follows; null where the viewer may not know. */
  readonly followees: PageLoader<ListedFollower, null>;
  /** Requests of and to the viewer. */
  readonly followRequests: Loader<FollowRequest | null>;
  /** Lists of the viewer. */
  readonly userLists: Loader<UserList | null>;
  readonly listSizes: Loader<number>;
  readonly listMembers: PageLoader<ListMember>;
  /** By tags as they are compared, as the next two. */
  readonly taggedPosts: PageLoader<Post>;
  readonly tagCounts: Loader<number>;
  readonly tagsFollowed: Loader<boolean>;
  /** Of the viewer alone. */
  readonly socialSettings: Loader<SocialSettings | null>;
  /** The newest sequence of the viewer's log of requests. */
  readonly newestRequest: SnapshotPosition<number>;
  /** Forgets what was read about a person before a change. */
  clearPerson(userId: string): void;
}

const PERSON_COUNTS = ['followers', 'following'];

const followersBy = (name: string) =>
  createPaging({
    name,
    key: [cursorPart.instant, cursorPart.text],
    keyOf: ({ followedAt, userId }: ListedFollower) => [followedAt.toISOString(), userId],
  });
const FOLLOWERS = followersBy('followers');
const FOLLOWING = followersBy('following');
const MEMBERS = createPaging({
  name: 'listMembers',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ addedAt, userId }: ListMember) => [addedAt.toISOString(), userId],
});
const TAGGED = createPaging({
  name: 'taggedPosts',
  key: [cursorPart.bigint],
  keyOf: ({ number }: Pick<Post, 'number'>) => [Number(number ?? 0)],
});

/** What one answer reads about people, lists and tags, for its viewer. */
export function graphLoaders(repository: SocialRepository, { viewerId }: Caller): GraphLoaders {
  const viewer = viewerId ?? '';
  const followRelations = createLoader((ids) => repository.followRelations(viewer, ids));
  const personCounts = createCompleteLoader((ids) => repository.countsOf(PERSON_COUNTS, ids));
  const followers = createPageLoader(FOLLOWERS, (request) => repository.followerPages(viewer, request));
  const followees = createPageLoader(FOLLOWING, (request) => repository.followeePages(viewer, request));
  return {
    ...{ followRelations, personCounts, followers, followees },
    followRequests: createViewerLoader(viewerId, repository.followRequests),
    socialSettings: createViewerLoader(viewerId, async (own, ids) => {
      const settings = await repository.socialSettings(own);
      return ids.map((id) => (id === own ? settings : null));
    }),
    userLists: createViewerLoader(viewerId, repository.userLists),
    listSizes: createCompleteLoader(repository.listSizes),
    listMembers: createPageLoader(MEMBERS, (request) => repository.listMemberPages(viewer, request)),
    taggedPosts: createPageLoader(TAGGED, (request) => repository.tagPages(viewer, request)),
    tagCounts: createCompleteLoader(repository.tagCounts),
    tagsFollowed: createCompleteLoader((tags) => repository.tagsFollowed(viewer, tags)),
    newestRequest: createSnapshotPosition(() => newestSequence(repository.followRequestLog, viewer)),
    clearPerson(userId) {
      for (const id of [userId, viewer]) {
        followRelations.clear(id);
        personCounts.clear(id);
      }
      followers.clearAll();
      followees.clearAll();
    },
  };
}
