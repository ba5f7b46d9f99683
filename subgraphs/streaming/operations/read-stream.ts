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
): boolean => !blocked && (visibility === 'PUBLIC' || areFriends);

/** Whether friends need not be asked: a copy of relations may deny too much while it is behind, one of suspensions and hidden content may not. */
export const isDecided = (access: StreamAccess): boolean =>
  access === 'VISIBLE' || access === 'SUSPENDED' || access === 'HIDDEN';

interface Needs extends Pick<StreamingContext, 'caller'> {
  /** By stream id, with the viewer's access according to the local copy of relations. */
  readonly streamsWithAccess: Load<StreamWithAccess>;
  /** By the host's id: the viewer's relationship with them, from a call to friends. */
  readonly relationships: Load<Relationship>;
}

/**
 * The stream; null when it does not exist or is hidden from the viewer. The local copy of relations may lag behind
 * friends, so its denial is confirmed by a call.
 *
 * @throws a fault `UNAVAILABLE` when that call fails.
 */
export async function readStream(
  { caller, streamsWithAccess, relationships }: Needs,
  streamId: string,
): Promise<LiveStream | null> {
  const found = isId('str', streamId) ? await streamsWithAccess.load(streamId) : null;
  if (found === null) return null;
  if (isDecided(found.access)) return found.access === 'VISIBLE' ? found.stream : null;
  if (caller.viewerId === null || found.stream.hostId === null) return null;
  const relationship = await relationships.load(found.stream.hostId);
  return relationship !== null && mayWatch(found.stream, relationship) ? found.stream : null;
}
