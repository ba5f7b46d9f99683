import type { StreamingContext } from '../../context.ts';
import { streamInterrupted } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { type AnnouncingNeeds, signalState } from './announce-stream.ts';

interface Needs extends Pick<StreamingContext, 'now'>, AnnouncingNeeds {
  readonly repository: {
    transaction<T>(
      work: (store: Pick<StreamingStore, 'lockIngest' | 'updateIngest' | 'changeState' | 'announce'>) => Promise<T>,
    ): Promise<T>;
  };
}

/** How long a live stream waits for its encoder to come back. */
export const RECONNECT_MS = 30_000;

/**
 * Records that a connection publishes no longer: a live stream waits for its encoder from now on, one that has not begun goes on
 * waiting. What is reported of any other connection than the present one (twice, late, out of order) changes nothing.
 */
export async function interruptStream(needs: Needs, streamId: string, publisher: string): Promise<boolean> {
  const at = needs.now();
  const outcome = await needs.repository.transaction(async (store) => {
    const ingest = await store.lockIngest(streamId);
    if (ingest === null || ingest.publisher !== publisher) return 'unchanged';
    const isLive = ingest.stream.state === 'LIVE';
    await store.updateIngest(streamId, {
      ...ingest,
      ...{ publisher: null, publishedAt: null, lastPublisher: publisher, receivedBytes: 0, health: null },
      expiresAt: isLive ? new Date(at.getTime() + RECONNECT_MS) : ingest.expiresAt,
    });
    if (!isLive) return 'waiting';
    const { hostId } = await store.changeState(ingest.stream, 'RECONNECTING', at);
    if (hostId !== null) await store.announce(streamInterrupted, { streamId, hostId, at: at.toISOString() }, at);
    return 'interrupted';
  });
  if (outcome === 'interrupted') await signalState(needs, streamId);
  return outcome !== 'unchanged';
}
