import type { Job } from '../../runtime/jobs/job.ts';
import { handleWork, type WorkHandler } from '../../runtime/work/work-handler.ts';
import type { MediaContext } from './context.ts';
import { deleteBytes, encodeForm, processUpload } from './events.ts';
import { convertFile, MAX_FAILURES } from './operations/convert-file.ts';
import { encodeDeferredForm, finishForm } from './operations/encode-form.ts';
import { expireUploads } from './operations/expire-uploads.ts';
import type { FileConversion } from './operations/file-conversion.ts';
import { finishProcessing } from './operations/finish-processing.ts';
import { sweepStorage } from './operations/sweep-storage.ts';
import type { MediaStore } from './repository/index.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Of a video of ten minutes, and what it takes to store it. */
const PROCESSING_LIMIT_MS = 15 * MINUTE_MS;
const FORM_LIMIT_MS = 3 * MINUTE_MS;

interface Needs extends Pick<MediaContext, 'repository' | 'storage' | 'streams' | 'signals' | 'now'> {
  readonly conversion: FileConversion;
  readonly log: Parameters<typeof sweepStorage>[0]['log'];
}

/** What the domain does with items of its work queue. */
export const workOf = (needs: Needs): readonly WorkHandler<MediaStore>[] => [
  handleWork(processUpload, {
    runsIn: 'worker',
    concurrency: needs.conversion.concurrency,
    timeLimitMs: PROCESSING_LIMIT_MS,
    // Beyond those of a file, so that what ends each process that converts it still gets an outcome.
    maxFailures: 2 * MAX_FAILURES,
    call: (item, signal) => convertFile(needs, item, signal),
    complete: (store: MediaStore, { payload }, _sql, finished) => finishProcessing(needs, store, payload, finished),
  }),
  handleWork(encodeForm, {
    runsIn: 'worker',
    concurrency: 1,
    timeLimitMs: FORM_LIMIT_MS,
    maxFailures: MAX_FAILURES,
    call: (item, signal) => encodeDeferredForm(needs, item, signal),
    complete: (store: MediaStore, { payload }, _sql, variant) => finishForm(needs, store, payload, variant),
  }),
  handleWork(deleteBytes, {
    call: ({ payload: { keys } }) => needs.storage.delete(keys),
    complete: async (_: MediaStore) => undefined,
  }),
];

/** Background work of the domain. */
export const jobsOf = (needs: Needs): readonly Job[] => [
  { name: 'expire-uploads', everyMs: MINUTE_MS, run: (signal) => expireUploads(needs, signal) },
  { name: 'sweep-storage', everyMs: HOUR_MS, run: (signal) => sweepStorage(needs, signal) },
  { name: 'prune-access-ends', everyMs: HOUR_MS, run: () => needs.repository.pruneAccessEnds(needs.now()) },
];
