import { handleFileUses } from '../../../runtime/attachments/handle-file-uses.ts';
import type { Job } from '../../../runtime/jobs/job.ts';
import type { WorkHandler } from '../../../runtime/work/work-handler.ts';
import type { StreamingContext } from '../context.ts';
import { countViewers } from '../operations/count-viewers.ts';
import { runGiftSaga } from '../operations/gifts/run-gift-saga.ts';
import type { StreamingStore } from '../repository/index.ts';
import { ingestJobs, ingestWork } from './ingest-jobs.ts';

const COUNT_INTERVAL_MS = 2_000;

type Needs = Pick<StreamingContext, 'repository' | 'ask' | 'now' | 'streams' | 'leases'> &
  Parameters<typeof ingestJobs>[0];

/** What the domain does with items of its work queue. */
export const workOf = (needs: Needs): readonly WorkHandler<StreamingStore>[] => [
  ...ingestWork(needs),
  runGiftSaga(needs),
  handleFileUses<StreamingStore>({
    ...{ ask: needs.ask, service: 'streaming' },
    async dropFiles(store, { subjectId, fileIds }) {
      await store.dropThumbnail(subjectId, fileIds);
      return undefined;
    },
  }),
];

/** Background work of the domain. */
export const jobsOf = (needs: Needs): readonly Job[] => [
  ...ingestJobs(needs),
  { name: 'count-viewers', everyMs: COUNT_INTERVAL_MS, run: (signal) => countViewers(needs, signal) },
];
