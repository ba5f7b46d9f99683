import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../../context.ts';
import type { LiveStream } from '../../repository/streams.ts';

/** The refusal for who may see a stream and not do this. */
export type NotPermitted = RefusalOf<'NotPermitted'>;

/** Who may do something to a stream, and in which words others are refused. */
interface Authority {
  readonly streamId: string;
  /** Whether moderators may do it as well as the host. */
  readonly includesModerators: boolean;
  readonly message: string;
}

/** A stream with what the viewer is to it. */
export interface OwnStream {
  readonly stream: LiveStream;
  readonly viewerId: string;
  readonly isHost: boolean;
}

/** What `requireAuthority` reads. */
export type AuthorityNeeds = Pick<StreamingContext, 'caller' | 'liveStreams' | 'moderates'>;

/** Permits the host of a stream, and its moderators where they may do the same. What is hidden is refused like none. */
export async function requireAuthority(
  { caller, liveStreams, moderates }: AuthorityNeeds,
  { streamId, includesModerators, message }: Authority,
): Promise<Result<OwnStream, NotFound | NotPermitted>> {
  const viewerId = viewerOf(caller);
  const stream = await liveStreams.load(streamId);
  if (stream === null) return notFound('There is no such stream.', 'streamId');
  const isHost = stream.hostId === viewerId;
  if (!isHost && !(includesModerators && (await moderates.load(streamId)) === true))
    return refuse({ __typename: 'NotPermitted', message, path: ['input', 'streamId'] });
  return done({ stream, viewerId, isHost });
}
