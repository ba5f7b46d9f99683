import type { StreamingContext } from '../../context.ts';
import type { Playback } from '../../provider/ingest-provider.ts';
import type { LiveStream } from '../../repository/streams.ts';

/**
 * Where the viewer plays a stream that they may see, for at most a minute; asking again gives a later address. Null before the first
 * packets, once it is over, and where no server takes its bytes. A viewer who is blocked does not see the stream, and one who is
 * banned gets no further address.
 */
export async function findPlayback(
  { caller, now, provider, bannedFrom }: Pick<StreamingContext, 'caller' | 'now' | 'provider' | 'bannedFrom'>,
  stream: LiveStream,
): Promise<Playback | null> {
  if (provider === null || stream.ingestProvider !== provider.name) return null;
  if (stream.state !== 'LIVE' && stream.state !== 'RECONNECTING') return null;
  if (caller.viewerId !== null && (await bannedFrom.load(stream.id)) === true) return null;
  return provider.playbackOf(stream, caller.viewerId, now());
}
