import type { ProjectsContext } from '../../context.ts';
import type { EscrowMove, ProjectsStore } from '../../repository/index.ts';
import { chargeCard } from './charge-card.ts';
import { failFunding, type SettlingStore, settleFunding } from './settle-move.ts';
import { takeFromWallet } from './wallet-calls.ts';

/** What became of asking for the money of a milestone. */
export type FundingAnswer =
  | { readonly kind: 'TAKEN' }
  | { readonly kind: 'CHARGED'; readonly paymentId: string }
  | { readonly kind: 'REFUSED'; readonly refusal: string; readonly available: bigint | null };

/**
 * Asks the wallet or the payments domain for what a milestone costs, under a key of the movement: the request and the saga
 * may both ask. Null for a movement that needs nothing more.
 *
 * @throws when the outcome is not known.
 */
export async function askForFunds(ask: ProjectsContext['ask'], move: EscrowMove): Promise<FundingAnswer | null> {
  if (move.state !== 'PENDING' || move.paymentId !== null) return null;
  const key = `${move.id}:FUND`;
  if (move.payWith === 'CARD') {
    const charged = await chargeCard(ask, move, key);
    if ('paymentId' in charged) return { kind: 'CHARGED', paymentId: charged.paymentId };
    return { kind: 'REFUSED', refusal: charged.refusal, available: null };
  }
  const refused = await takeFromWallet(ask, move, key);
  return refused === null ? { kind: 'TAKEN' } : { kind: 'REFUSED', ...refused };
}

/** Records an answer; the id of the contract when it has changed. */
export async function noteFunding(
  store: SettlingStore & Pick<ProjectsStore, 'setPayment'>,
  moveId: string,
  answer: FundingAnswer,
  { feeBasisPoints, now }: { readonly feeBasisPoints: number; readonly now: Date },
): Promise<string | null> {
  if (answer.kind === 'TAKEN') return settleFunding(store, moveId, feeBasisPoints, now);
  if (answer.kind === 'REFUSED')
    return failFunding(store, moveId, { failure: answer.refusal, available: answer.available }, now);
  await store.setPayment(moveId, answer.paymentId, now);
  return null;
}
