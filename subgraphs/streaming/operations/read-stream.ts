import { isId } from '../../../runtime/operations/ids.ts';
import type { Load, StreamingContext } from '../context.ts';
import type { LiveStream, StreamWithAccess } from '../repository/streams.ts';
import type { StreamAccess } from '../repository/visibility.ts';

/** Current relationship of two people, from the friends domain. */
export interface Relationship {
  readonly areFriends: boolean;
  /** In either direction. */
  readonly blocked: boolean;
}

/** Whether a person with this relationship to the host may see a stream. */
export const mayWatch = (
  { visibility }: Pick<LiveStream, 'visibility'>,
  { blocked, areFriends }: Relationship,
  isFollower: boolean,
): boolean =>
  !blocked &&
  (visibility === 'PUBLIC' || (visibility === 'FOLLOWERS' && isFollower) || (visibility === 'FRIENDS' && areFriends));

/** Whether friends need not be asked: a copy of relations may deny too much while it is behind, one of suspensions and hidden content may not. */
export const isDecided = (access: StreamAccess): boolean =>
  access === 'VISIBLE' || access === 'SUSPENDED' || access === 'HIDDEN';

interface Needs extends Pick<StreamingContext, 'caller'> {
  /** By stream id, with the viewer's access according to the local copy of relations. */
  readonly streamsWithAccess: Load<StreamWithAccess>;
  /** By the host's id: the viewer's relationship with them, from a call to friends. */
  readonly relationships: Load<Relationship>;
  /** By the host's id: whether the viewer follows them, from a call to social. */
  readonly follows: Load<boolean>;
}

/**
 * The stream; null when it does not exist or is hidden from the viewer. The local copies of relations may lag
 * behind friends and social, so their denial is confirmed by a call.
 *
 * @throws a fault `UNAVAILABLE` when that call fails.
 */
export async function readStream(
  { caller, streamsWithAccess, relationships, follows }: Needs,
  streamId: string,
): Promise<LiveStream | null> {
  const found = isId('str', streamId) ? await streamsWithAccess.load(streamId) : null;
  if (found === null) return null;
  if (isDecided(found.access)) return found.access === 'VISIBLE' ? found.stream : null;
  if (caller.viewerId === null || found.stream.hostId === null) return null;
  const { hostId, visibility } = found.stream;
  const [relationship, isFollower] = await Promise.all([
    relationships.load(hostId),
    visibility === 'FOLLOWERS' && follows.load(hostId),
  ]);
  return relationship !== null && mayWatch(found.stream, relationship, isFollower === true) ? found.stream : null;
}
