import { foldCountersJob } from '../../runtime/counters/fold-counters.ts';
import type { Job } from '../../runtime/jobs/job.ts';
import type { WorkHandler } from '../../runtime/work/work-handler.ts';
import type { WalletContext } from './context.ts';
import { runDepositSaga } from './operations/deposits/run-deposit-saga.ts';
import { sweepHolds } from './operations/holds/sweep-holds.ts';
import { askAboutPending } from './operations/payments/ask-about-pending.ts';
import { expireMoneyRequests } from './operations/requests/expire-money-requests.ts';
import { runWithdrawalSaga } from './operations/withdrawals/run-withdrawal-saga.ts';
import type { WalletStore } from './repository/index.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

type Needs = Pick<WalletContext, 'repository' | 'ask' | 'now' | 'streams'>;

/** What the domain does with items of its work queue: the steps of its sagas. */
export const workOf = (needs: Needs): readonly WorkHandler<WalletStore>[] => [
  runDepositSaga(needs),
  runWithdrawalSaga(needs),
];

/** Background work of the domain. */
export const jobsOf = (needs: Needs): readonly Job[] => [
  foldCountersJob(needs.repository.sql),
  { name: 'expire-holds', everyMs: SECOND_MS, run: (signal) => sweepHolds(needs, signal) },
  { name: 'prune-balance-changes', everyMs: HOUR_MS, run: (signal) => pruneChanges(needs, signal) },
  { name: 'ask-about-pending', everyMs: MINUTE_MS, run: (signal) => askAboutPending(needs, signal) },
  { name: 'expire-money-requests', everyMs: HOUR_MS, run: (signal) => expireMoneyRequests(needs, signal) },
];

/** Deletes what can be replayed no longer. */
async function pruneChanges({ repository, now }: Pick<WalletContext, 'repository' | 'now'>, signal: AbortSignal) {
  while (!signal.aborted && !(await repository.pruneBalanceChanges(now())));
}
