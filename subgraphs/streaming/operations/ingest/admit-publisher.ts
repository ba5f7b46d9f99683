import type { StreamingContext } from '../../context.ts';
import type { IngestHook } from '../../provider/ingest-hook.ts';
import type { StreamingStore } from '../../repository/index.ts';

interface Needs extends Pick<StreamingContext, 'now' | 'hashStreamKey'> {
  readonly repository: {
    transaction<T>(work: (store: Pick<StreamingStore, 'lockIngest' | 'updateIngest'>) => Promise<T>): Promise<T>;
  };
}

/** How long a connection that was admitted has until its first packets are seen, where the stream's own term is over sooner. */
const FIRST_PACKETS_MS = 10_000;

/** Why an encoder may not publish. */
export type AdmissionRefusal = 'NO_SUCH_STREAM' | 'WRONG_KEY' | 'WRONG_APPLICATION' | 'ALREADY_PUBLISHED';

/**
 * Decides whether a connection may publish a stream: with its current key, before it has ended, and while no other connection
 * does. Asking again for the same connection admits it again. The stream is live once packets arrive, not yet now.
 */
export async function admitPublisher(
  { now, hashStreamKey, repository }: Needs,
  provider: string,
  { streamId, streamKey, publisher, isRecorded }: Extract<IngestHook, { kind: 'publish' }>,
): Promise<AdmissionRefusal | null> {
  const streamKeyHash = streamKey === null ? null : hashStreamKey(streamKey);
  const at = now();
  return repository.transaction(async (store) => {
    const ingest = await store.lockIngest(streamId);
    if (ingest === null || ingest.provider !== provider || ingest.stream.state === 'ENDED') return 'NO_SUCH_STREAM';
    // Both are SHA-256: how long the comparison takes says nothing about the key.
    if (streamKeyHash !== null && ingest.streamKeyHash !== streamKeyHash) return 'WRONG_KEY';
    if (isRecorded !== null && isRecorded !== ingest.stream.isRecorded) return 'WRONG_APPLICATION';
    if (ingest.publisher === publisher) return null;
    if (ingest.publisher !== null) return 'ALREADY_PUBLISHED';
    const expiresAt =
      ingest.expiresAt && new Date(Math.max(ingest.expiresAt.getTime(), at.getTime() + FIRST_PACKETS_MS));
    await store.updateIngest(streamId, { ...ingest, publisher, publishedAt: at, receivedBytes: 0, expiresAt });
    return null;
  });
}
