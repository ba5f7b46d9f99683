import { handleFileUses } from '../../runtime/attachments/handle-file-uses.ts';
import type { Job } from '../../runtime/jobs/job.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { handleWork, type WorkHandler } from '../../runtime/work/work-handler.ts';
import type { ProjectsContext } from './context.ts';
import { matchAlerts } from './events.ts';
import { matchProject } from './operations/alerts/match-project.ts';
import { alarmOfDisputes, type ReportDisputes } from './operations/disputes/alarm-of-disputes.ts';
import { runFundingSaga, runLatePaymentSaga } from './operations/escrow/run-funding-saga.ts';
import { runPayoutSaga } from './operations/escrow/run-payout-saga.ts';
import { runClocks } from './operations/milestones/run-clocks.ts';
import { showReviews } from './operations/reviews/show-reviews.ts';
import type { ProjectsRepository, ProjectsStore } from './repository/index.ts';

interface Needs extends Pick<Host, 'now' | 'signals' | 'streams' | 'ask'> {
  readonly repository: ProjectsRepository;
  readonly settings: ProjectsContext['settings'];
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** What periodic work needs besides. */
interface JobNeeds extends Needs {
  readonly reportDisputes: ReportDisputes;
}

/** Periodic work of the domain. */
export function jobsOf(needs: JobNeeds): readonly Job[] {
  return [
    { name: 'run-milestone-clocks', everyMs: 5 * SECOND_MS, run: (signal) => runClocks(needs, signal) },
    { name: 'show-contract-reviews', everyMs: MINUTE_MS, run: (signal) => showReviews(needs, signal) },
    { name: 'alarm-of-disputes', everyMs: 10 * MINUTE_MS, run: () => alarmOfDisputes(needs) },
  ];
}

/** Work of the domain that outlasts a request. */
export const workOf = (needs: Needs): readonly WorkHandler<ProjectsStore>[] => [
  handleFileUses<ProjectsStore>({
    ...{ ask: needs.ask, service: 'projects' },
    async dropFiles(store, { subjectId, fileIds }) {
      await Promise.all([store.dropFiles(subjectId, fileIds), store.dropContractFiles(subjectId, fileIds)]);
      return undefined;
    },
  }),
  handleWork<{ readonly projectId: string; readonly after: string }, ProjectsStore>(matchAlerts, {
    async complete(store, { payload }) {
      await matchProject(store, payload, needs.now());
      return undefined;
    },
  }),
  runPayoutSaga(needs),
  runFundingSaga(needs),
  runLatePaymentSaga(needs),
];
