import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { StreamingContext } from '../context.ts';
import { STATUS_LOG, streamEnded, streamTopic } from '../events.ts';
import type { StreamingStore } from '../repository/index.ts';

interface Needs extends Pick<StreamingContext, 'now'> {
  readonly signals: Pick<StreamingContext['signals'], 'notify'>;
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

type Store = Pick<
  StreamingStore,
  | 'currentStream'
  | 'scheduledOf'
  | 'endStream'
  | 'announce'
  | 'eraseStreams'
  | 'eraseGifts'
  | 'eraseRecordings'
  | 'eraseTitlesInEvents'
>;

/**
 * Ends the person's live stream, if there is one, and takes back what they have announced. Then erases, in steps, host and
 * texts of their streams, their recordings, and who sent and got gifts with their messages. Amounts stay, as do the logs of
 * states for their subscribers.
 */
export async function eraseUser(needs: Needs, store: Store, userId: string): Promise<ErasureStep> {
  const onAir = await store.currentStream(userId);
  if (onAir !== null) return end(needs, store, userId, onAir.id);
  for (const streamId of await store.scheduledOf(userId)) await store.endStream(streamId, needs.now(), 0);
  await store.eraseRecordings(userId);
  const haveGiftsGone = await store.eraseGifts(userId);
  const haveStreamsGone = await store.eraseStreams(userId);
  await store.eraseTitlesInEvents(userId);
  return { isComplete: haveStreamsGone && haveGiftsGone };
}

async function end(
  { now, signals, streams }: Needs,
  store: Store,
  hostId: string,
  streamId: string,
): Promise<ErasureStep> {
  const at = now();
  await store.endStream(streamId, at, 0, 'ACCOUNT_DELETED');
  await store.announce(streamEnded, { streamId, hostId, at: at.toISOString() }, at);
  return {
    isComplete: false,
    async afterCommit() {
      await Promise.all([streams.announce(STATUS_LOG, streamId), signals.notify(streamTopic(streamId))]);
    },
  };
}
