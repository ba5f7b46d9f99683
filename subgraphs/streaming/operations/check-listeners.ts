import type { StreamingContext } from '../context.ts';
import type { Glance, LiveStream } from '../repository/streams.ts';
import type { Seat } from '../repository/viewers.ts';
import { mayWatch, type Relationship } from './read-stream.ts';

interface Needs {
  readonly repository: Pick<StreamingContext['repository'], 'locateStreams' | 'heldSeats'>;
  /** In the order of `otherIds`. */
  askRelationships(userId: string, otherIds: readonly string[]): Promise<readonly Relationship[]>;
}

/**
 * For each glance the stream, or null where the viewer may not see it. One statement for all, and one question to
 * friends for each host of a stream that the local copy denies to someone.
 */
export async function visibleStreams(
  {
    repository,
    askRelationships,
  }: Pick<Needs, 'askRelationships'> & {
    readonly repository: Pick<Needs['repository'], 'locateStreams'>;
  },
  glances: readonly Glance[],
): Promise<(LiveStream | null)[]> {
  const found = await repository.locateStreams(glances);
  const denied = glances.flatMap(({ viewerId }, at) => {
    const located = found[at];
    const hostId = located?.stream.hostId ?? null;
    return located == null || located.standing === 'VISIBLE' || viewerId === '' || hostId === null
      ? []
      : [{ at, viewerId, hostId }];
  });
  const relationships = new Map<number, Relationship>();
  await Promise.all(
    [...Map.groupBy(denied, ({ hostId }) => hostId)].map(async ([hostId, group]) => {
      const answers = await askRelationships(
        hostId,
        group.map(({ viewerId }) => viewerId),
      );
      for (const [nth, answer] of answers.entries()) relationships.set(group[nth]?.at ?? -1, answer);
    }),
  );
  return found.map((located, at) => {
    if (located === null) return null;
    const relationship = relationships.get(at);
    const visible =
      located.standing === 'VISIBLE' || (relationship !== undefined && mayWatch(located.stream, relationship));
    return visible ? located.stream : null;
  });
}

/** What each listener may do now, in their order. Two statements, however many listen. */
export async function checkListeners(needs: Needs, listeners: readonly Seat[]) {
  const [streams, seats] = await Promise.all([
    visibleStreams(
      needs,
      listeners.map(({ streamId, userId }) => ({ streamId, viewerId: userId })),
    ),
    needs.repository.heldSeats(listeners),
  ]);
  return listeners.map((_, at) => {
    const stream = streams[at] ?? null;
    return { permitted: stream !== null, ended: stream?.state === 'ENDED', seated: (seats[at] ?? null) !== null };
  });
}
