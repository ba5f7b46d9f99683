import { newId } from '../../../../runtime/operations/ids.ts';
import type { StreamingContext } from '../../context.ts';
import { streamResumed } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { Measurement } from '../../repository/ingest.ts';
import { type AnnouncingNeeds, publishStart, signalState } from './announce-stream.ts';

interface Needs extends Pick<StreamingContext, 'now'>, AnnouncingNeeds {
  readonly repository: {
    transaction<T>(
      work: (
        store: Pick<StreamingStore, 'lockIngest' | 'updateIngest' | 'changeState' | 'addRecording' | 'announce'>,
      ) => Promise<T>,
    ): Promise<T>;
  };
}

/** Brings a stream on air whose first packets have arrived, or back on air; false when its publisher is another by now. */
export async function receivePackets(needs: Needs, measurement: Measurement): Promise<boolean> {
  const { streamId, publisher, receivedBytes, health } = measurement;
  const at = needs.now();
  const before = await needs.repository.transaction(async (store) => {
    const ingest = await store.lockIngest(streamId);
    if (ingest === null || ingest.publisher !== publisher) return null;
    const { state } = ingest.stream;
    if (state !== 'IDLE' && state !== 'RECONNECTING') return null;
    await store.updateIngest(streamId, { ...ingest, receivedBytes, health, lastPacketAt: at, expiresAt: null });
    const stream = await store.changeState(ingest.stream, 'LIVE', at);
    if (state === 'IDLE' && stream.isRecorded) await store.addRecording(newId('rec', at), streamId, at);
    if (state === 'IDLE') await publishStart(store, stream);
    else if (stream.hostId !== null)
      await store.announce(streamResumed, { streamId, hostId: stream.hostId, at: at.toISOString() }, at);
    return state;
  });
  if (before === null) return false;
  await signalState(needs, streamId, before === 'IDLE');
  return true;
}
