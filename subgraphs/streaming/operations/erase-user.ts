import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { StreamingContext } from '../context.ts';
import { STATUS_LOG, streamEnded, streamTopic } from '../events.ts';
import type { StreamingStore } from '../repository/index.ts';

interface Needs extends Pick<StreamingContext, 'now'> {
  readonly signals: Pick<StreamingContext['signals'], 'notify'>;
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

type Store = Pick<StreamingStore, 'currentStream' | 'endStream' | 'announce' | 'eraseStreams' | 'eraseTitlesInEvents'>;

/**
 * Ends the person's live stream, if there is one. Then erases, in steps, host and title of their streams. The logs of states remain complete for their subscribers.
 */
export async function eraseUser(needs: Needs, store: Store, userId: string): Promise<ErasureStep> {
  const onAir = await store.currentStream(userId);
  if (onAir !== null) return end(needs, store, userId, onAir.id);
  const isComplete = await store.eraseStreams(userId);
  await store.eraseTitlesInEvents(userId);
  return { isComplete };
}

async function end(
  { now, signals, streams }: Needs,
  store: Store,
  hostId: string,
  streamId: string,
): Promise<ErasureStep> {
  const at = now();
  await store.endStream(streamId, at, 0);
  await store.announce(streamEnded, { streamId, hostId, at: at.toISOString() }, at);
  return {
    isComplete: false,
    async afterCommit() {
      await Promise.all([streams.announce(STATUS_LOG, streamId), signals.notify(streamTopic(streamId))]);
    },
  };
}
