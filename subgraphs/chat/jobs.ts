import { handleFileUses } from '../../runtime/attachments/handle-file-uses.ts';
import type { Job } from '../../runtime/jobs/job.ts';
import type { WorkHandler } from '../../runtime/work/work-handler.ts';
import type { ChatContext } from './context.ts';
import { CHANGES_TOPIC } from './events.ts';
import { type DroppingNeeds, dropFiles } from './operations/drop-files.ts';
import { projectChanges } from './operations/project-changes.ts';
import { pruneLogs } from './operations/prune-logs.ts';
import type { ChatStore } from './repository/index.ts';

const SECOND_MS = 1_000;
/** While many write, their changes are projected together. */
const PROJECTION_INTERVAL_MS = 20;
const HOUR_MS = 3_600 * SECOND_MS;

type Needs = Pick<ChatContext, 'repository' | 'streams' | 'inboxLog' | 'now'>;

/** Background work of the domain. */
export const jobsOf = (needs: Needs): readonly Job[] => [
  {
    name: 'project-changes',
    topic: CHANGES_TOPIC,
    pollMs: SECOND_MS,
    minIntervalMs: PROJECTION_INTERVAL_MS,
    run: (signal) => projectChanges(needs, signal),
  },
  { name: 'prune-logs', everyMs: HOUR_MS, run: (signal) => pruneLogs(needs.repository, needs.now, signal) },
];

/** Work of the domain: media is informed of the files of messages. */
export const workOf = (needs: DroppingNeeds & Pick<ChatContext, 'ask'>): readonly WorkHandler<ChatStore>[] => [
  handleFileUses<ChatStore>({
    ...{ ask: needs.ask, service: 'chat' },
    dropFiles: (store, { subjectId, fileIds }) => dropFiles(needs, store, fileIds, subjectId),
  }),
];
