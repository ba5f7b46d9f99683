import type { ProjectsContext } from '../../context.ts';
import { announceContract, type ChangeNeeds } from '../contracts/change-contract.ts';
import { daysAfter } from '../milestones/clocks.ts';
import { REVIEW_DAYS } from './review-contract.ts';

interface Needs extends Omit<ChangeNeeds, 'repository'> {
  readonly repository: Pick<ProjectsContext['repository'], 'transaction' | 'hiddenReviews'>;
}

/** Contracts of one run. */
const BATCH_SIZE = 100;

/** Shows reviews whose counterpart did not come in time. */
export async function showReviews(needs: Needs, signal: AbortSignal): Promise<void> {
  const { repository, now } = needs;
  while (!signal.aborted) {
    const contractIds = await repository.hiddenReviews(daysAfter(now(), -REVIEW_DAYS), BATCH_SIZE);
    if (contractIds.length > 0) await repository.transaction((store) => store.showReviews(contractIds, now()));
    for (const contractId of contractIds) await announceContract(needs, contractId);
    if (contractIds.length < BATCH_SIZE) return;
  }
}
