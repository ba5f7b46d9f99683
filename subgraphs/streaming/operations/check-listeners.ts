import type { FollowPair } from '../../../runtime/relations/ask-follows.ts';
import type { StreamingContext } from '../context.ts';
import type { AccessQuery, LiveStream } from '../repository/streams.ts';
import type { ViewerSession } from '../repository/viewers.ts';
import { isDecided, mayWatch, type Relationship } from './read-stream.ts';

interface Needs {
  readonly repository: Pick<StreamingContext['repository'], 'streamsWithAccess' | 'joinedViewers' | 'areBanned'>;
  readonly now: () => Date;
  /** In the order of `otherIds`. */
  askRelationships(userId: string, otherIds: readonly string[]): Promise<readonly Relationship[]>;
  /** Whether the first of each pair follows the second, in their order. */
  askFollows(pairs: readonly FollowPair[]): Promise<readonly boolean[]>;
}

/**
 * For each query the stream, or null where the viewer may not see it. One statement for all, one call to friends for each
 * host of a stream that the local copy denies to someone, and one to social for those of streams for followers.
 */
export async function visibleStreams(
  {
    repository,
    askRelationships,
    askFollows,
  }: Pick<Needs, 'askRelationships' | 'askFollows'> & {
    readonly repository: Pick<Needs['repository'], 'streamsWithAccess'>;
  },
  queries: readonly AccessQuery[],
): Promise<(LiveStream | null)[]> {
  const found = await repository.streamsWithAccess(queries);
  const denied = queries.flatMap(({ viewerId }, at) => {
    const row = found[at];
    const hostId = row?.stream.hostId ?? null;
    return row == null || isDecided(row.access) || viewerId === '' || hostId === null ? [] : [{ at, viewerId, hostId }];
  });
  const relationships = new Map<number, Relationship>();
  const followers = new Set<number>();
  const forFollowers = denied.filter(({ at }) => found[at]?.stream.visibility === 'FOLLOWERS');
  const readFollows = async (): Promise<void> => {
    if (forFollowers.length === 0) return;
    const pairs = forFollowers.map(({ viewerId, hostId }) => ({ followerId: viewerId, followeeId: hostId }));
    for (const [nth, follows] of (await askFollows(pairs)).entries())
      if (follows) followers.add(forFollowers[nth]?.at ?? -1);
  };
  await Promise.all([
    readFollows(),
    ...[...Map.groupBy(denied, ({ hostId }) => hostId)].map(async ([hostId, group]) => {
      const current = await askRelationships(
        hostId,
        group.map(({ viewerId }) => viewerId),
      );
      for (const [nth, relationship] of current.entries()) relationships.set(group[nth]?.at ?? -1, relationship);
    }),
  ]);
  return found.map((row, at) => {
    if (row === null) return null;
    const relationship = relationships.get(at);
    const visible =
      row.access === 'VISIBLE' || (relationship !== undefined && mayWatch(row.stream, relationship, followers.has(at)));
    return visible ? row.stream : null;
  });
}

/** The access of each listener, in their order. Three statements, however many listeners there are. */
export async function checkListeners(needs: Needs, listeners: readonly ViewerSession[]) {
  const [streams, viewers, areBanned] = await Promise.all([
    visibleStreams(
      needs,
      listeners.map(({ streamId, userId }) => ({ streamId, viewerId: userId })),
    ),
    needs.repository.joinedViewers(listeners),
    needs.repository.areBanned(listeners, needs.now()),
  ]);
  return listeners.map((_, at) => {
    const stream = streams[at] ?? null;
    return {
      isPermitted: stream !== null && areBanned[at] !== true,
      hasEnded: stream?.state === 'ENDED',
      hasJoined: (viewers[at] ?? null) !== null,
    };
  });
}
