import type { InvalidInput, NotFound } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../context.ts';
import { STATUS_LOG, streamEnded, streamTopic } from '../events.ts';
import type { StreamingStore } from '../repository/index.ts';
import type { LiveStream } from '../repository/streams.ts';
import { findStream } from './find-stream.ts';

interface Needs extends Pick<StreamingContext, 'caller' | 'now' | 'liveStreams' | 'viewerCounts'> {
  repository: {
    transaction<T>(work: (store: Pick<StreamingStore, 'endStream' | 'announce'>) => Promise<T>): Promise<T>;
  };
  signals: Pick<StreamingContext['signals'], 'notify'>;
  streams: Pick<StreamingContext['streams'], 'announce'>;
}

/** Ends the viewer's own stream permanently. Ending it again changes and publishes nothing. */
export async function endStream(
  needs: Needs,
  input: unknown,
): Promise<Result<LiveStream, InvalidInput | NotFound | RefusalOf<'NotPermitted'>>> {
  const { caller, now, viewerCounts, repository, signals, streams } = needs;
  const viewerId = viewerOf(caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const { id: streamId, hostId, state } = found.value;
  if (hostId !== viewerId) {
    return refuse({
      __typename: 'NotPermitted',
      message: 'Only the host can end a stream.',
      path: ['input', 'streamId'],
    });
  }
  if (state === 'ENDED') return found;

  const at = now();
  const viewerCount = await viewerCounts.load(streamId);
  const ended = await repository.transaction(async (store) => {
    const stream = await store.endStream(streamId, at, viewerCount);
    // Nobody has heard of the beginning of one that was only announced.
    if (stream !== null && stream.endReason !== 'CANCELLED')
      await store.announce(streamEnded, { streamId, hostId: viewerId, at: at.toISOString() }, at);
    return stream;
  });
  await Promise.all([streams.announce(STATUS_LOG, streamId), signals.notify(streamTopic(streamId))]);
  // Null: another request of the host ended it between our read and our write.
  return done(ended ?? { ...found.value, state: 'ENDED', endedAt: at });
}
