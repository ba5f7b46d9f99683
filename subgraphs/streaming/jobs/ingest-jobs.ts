import type { Job } from '../../../runtime/jobs/job.ts';
import { handleWork, type WorkHandler } from '../../../runtime/work/work-handler.ts';
import type { StreamingContext } from '../context.ts';
import { makeRecordingWork } from '../events.ts';
import { expireStreams } from '../operations/ingest/expire-streams.ts';
import { watchPublishers } from '../operations/ingest/watch-publishers.ts';
import { makeRecording, storeRecording } from '../operations/recordings/make-recording.ts';
import { queueRecordings } from '../operations/recordings/queue-recordings.ts';
import type { StreamingStore } from '../repository/index.ts';

type Needs = Omit<Parameters<typeof watchPublishers>[0], 'provider' | 'strangers'> &
  Parameters<typeof expireStreams>[0] &
  Parameters<typeof queueRecordings>[0] &
  Omit<Parameters<typeof makeRecording>[0], 'makeFile'> & {
    readonly provider: StreamingContext['provider'];
    readonly makeFile: Parameters<typeof makeRecording>[0]['makeFile'] | null;
  };

/** How often the media server is asked, and so how late a stream may be live after its first packets. */
const WATCH_INTERVAL_MS = 1_000;
const EXPIRY_INTERVAL_MS = 2_000;
const RECORDING_INTERVAL_MS = 5_000;

const MINUTE_MS = 60_000;
/** A recording of many hours that is too large is encoded again. */
const RECORDING_LIMIT_MS = 240 * MINUTE_MS;
const BACKOFF = { firstMs: 10_000, maxMs: 10 * MINUTE_MS };
const MAX_FAILURES = 8;

/** What one process of the domain does beside requests, where streams are published to a media server. */
export function ingestJobs(needs: Needs): readonly Job[] {
  const { provider, makeFile } = needs;
  const strangers = new Set<string>();
  return [
    { name: 'expire-streams', everyMs: EXPIRY_INTERVAL_MS, run: () => expireStreams(needs) },
    ...(provider === null
      ? []
      : [
          {
            name: 'watch-publishers',
            everyMs: WATCH_INTERVAL_MS,
            run: () => watchPublishers({ ...needs, provider, strangers }),
          },
        ]),
    ...(makeFile === null
      ? []
      : [{ name: 'queue-recordings', everyMs: RECORDING_INTERVAL_MS, run: () => queueRecordings(needs) }]),
  ];
}

/** What the domain does with items of its work queue: the files of recordings. */
export const ingestWork = (needs: Needs): readonly WorkHandler<StreamingStore>[] => [
  handleWork(makeRecordingWork, {
    ...{ concurrency: 1, timeLimitMs: RECORDING_LIMIT_MS, backoff: BACKOFF },
    call: ({ id, payload, failures }, signal) => {
      if (needs.makeFile === null) throw new Error('No media server is configured.');
      return makeRecording({ ...needs, makeFile: needs.makeFile }, payload, {
        ...{ key: id, signal },
        isLast: failures >= MAX_FAILURES,
      });
    },
    complete: (store, { payload }, _sql, made) => storeRecording(store, payload, made, needs.now()),
  }),
];
