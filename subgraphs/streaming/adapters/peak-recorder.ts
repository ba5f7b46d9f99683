import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { coalesce } from './coalesce.ts';

/** Minimum time between two writes; one statement for all streams of a process. */
const WRITE_INTERVAL_MS = 2_000;
/** Delay of the retry after a failed write. */
const RETRY_MS = 1_000;

/** Collects the highest viewer counts until they are written. */
export interface PeakRecorder {
  /** Records the current number of viewers of a stream. */
  record(streamId: string, viewerCount: number): void;
  /** Writes the remaining counts. */
  close(): Promise<void>;
}

/** A recorder that writes through `raise`, which never lowers a peak. */
export function createPeakRecorder(
  raise: (peaks: ReadonlyMap<string, number>) => Promise<void>,
  log: Pick<Logger, 'warn'>,
): PeakRecorder {
  let pending = new Map<string, number>();
  let closed = false;

  const note = (streamId: string, viewerCount: number): void => {
    if (viewerCount > (pending.get(streamId) ?? 0)) pending.set(streamId, viewerCount);
  };
  const write = async (): Promise<void> => {
    if (pending.size === 0) return;
    const peaks = pending;
    pending = new Map();
    try {
      await raise(peaks);
    } catch (error) {
      log.warn({ err: error }, 'peak viewer counts cannot be written; trying again');
      for (const [streamId, viewerCount] of peaks) note(streamId, viewerCount);
      if (closed) return;
      await setTimeout(RETRY_MS, undefined, { ref: false });
      writing.request();
    }
  };
  const writing = coalesce(() => void write(), WRITE_INTERVAL_MS);

  return {
    record(streamId, viewerCount) {
      if (viewerCount <= 0) return;
      note(streamId, viewerCount);
      writing.request();
    },
    async close() {
      closed = true;
      writing.close();
      await write();
    },
  };
}
