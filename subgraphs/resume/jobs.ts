import { handleFileUses } from '../../runtime/attachments/handle-file-uses.ts';
import { foldCountersJob } from '../../runtime/counters/fold-counters.ts';
import type { Job } from '../../runtime/jobs/job.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import type { WorkHandler } from '../../runtime/work/work-handler.ts';
import type { ResumeRepository, ResumeStore } from './repository/index.ts';

/** Periodic work of the domain. */
export const jobsOf = ({ sql }: Pick<ResumeRepository, 'sql'>): readonly Job[] => [foldCountersJob(sql)];

/** Work of the domain that outlasts a request. */
export const workOf = ({ ask }: Pick<Host, 'ask'>): readonly WorkHandler<ResumeStore>[] => [
  handleFileUses<ResumeStore>({
    ...{ ask, service: 'resume' },
    async dropFiles(store, { fileIds }) {
      await store.dropPhotos(fileIds);
      return undefined;
    },
  }),
];
