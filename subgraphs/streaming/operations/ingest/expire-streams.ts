import type { StreamingContext } from '../../context.ts';
import { streamEnded } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { type AnnouncingNeeds, signalState } from './announce-stream.ts';

type Store = Pick<StreamingStore, 'lockIngest' | 'endStream' | 'announce'>;

interface Needs extends Pick<StreamingContext, 'now' | 'viewerCounts'>, AnnouncingNeeds {
  readonly repository: Pick<StreamingContext['repository'], 'expiredIngests'> & {
    transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  };
}

/** Ends the streams whose encoders did not come, or did not come back, in time. */
export async function expireStreams(needs: Needs): Promise<void> {
  for (const streamId of await needs.repository.expiredIngests(needs.now())) await expire(needs, streamId);
}

async function expire(needs: Needs, streamId: string): Promise<void> {
  const at = needs.now();
  const viewerCount = await needs.viewerCounts.load(streamId);
  const hasEnded = await needs.repository.transaction(async (store) => {
    const ingest = await store.lockIngest(streamId);
    // Its packets may have arrived meanwhile.
    if (ingest === null || ingest.expiresAt === null || ingest.expiresAt > at) return false;
    const ended = await store.endStream(streamId, at, viewerCount, 'CONNECTION_LOST');
    if (ended === null) return false;
    if (ended.hostId !== null)
      await store.announce(streamEnded, { streamId, hostId: ended.hostId, at: at.toISOString() }, at);
    return true;
  });
  if (hasEnded) await signalState(needs, streamId);
}
