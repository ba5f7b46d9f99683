import { isId } from '../../../runtime/operations/ids.ts';
import type { Load, StreamingContext } from '../context.ts';
import type { LiveStream, LocatedStream } from '../repository/streams.ts';

/** How two people stand to each other, as the friends domain knows it now. */
export interface Relationship {
  readonly areFriends: boolean;
  /** In either direction. */
  readonly blocked: boolean;
}

/** Whether someone may see a stream of another, as the friends domain knows the two. */
export const mayWatch = (
  { visibility }: Pick<LiveStream, 'visibility'>,
  { blocked, areFriends }: Relationship,
): boolean => !blocked && (visibility === 'PUBLIC' || areFriends);

interface Needs extends Pick<StreamingContext, 'caller'> {
  /** By stream id, with what the local copy of relations says of the viewer. */
  readonly located: Load<LocatedStream>;
  /** By the host's id: the viewer's relationship with them, asked of friends. */
  readonly relationships: Load<Relationship>;
}

/**
 * The stream as the viewer may see it; null when there is none or it is hidden. The local copy may lag behind friends,
 * so its no is confirmed by asking.
 *
 * @throws a fault `UNAVAILABLE` when friends has to be asked and cannot be.
 */
export async function readStream(
  { caller, located, relationships }: Needs,
  streamId: string,
): Promise<LiveStream | null> {
  const found = isId('str', streamId) ? await located.load(streamId) : null;
  if (found === null) return null;
  if (found.standing === 'VISIBLE') return found.stream;
  if (caller.viewerId === null || found.stream.hostId === null) return null;
  const relationship = await relationships.load(found.stream.hostId);
  return relationship !== null && mayWatch(found.stream, relationship) ? found.stream : null;
}
