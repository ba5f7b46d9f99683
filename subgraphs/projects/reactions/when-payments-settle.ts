import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import { type PaymentReference, paymentCancelled, paymentFailed, paymentSucceeded } from '../../payments/events.ts';
import { FUNDING_REFERENCE } from '../operations/escrow/charge-card.ts';
import { noteMilestonePayment } from '../operations/escrow/note-milestone-payment.ts';
import type { ProjectsStore } from '../repository/index.ts';

type Needs = Pick<Host, 'now' | 'signals'>;

interface PaymentFact {
  readonly paymentId: string;
  readonly reference: PaymentReference | null;
}

const noting =
  ({ now, signals }: Needs, state: 'SUCCEEDED' | 'FAILED') =>
  async (store: ProjectsStore, { paymentId, reference }: PaymentFact) => {
    if (reference?.type !== FUNDING_REFERENCE || (reference.domain !== undefined && reference.domain !== 'projects'))
      return;
    await noteMilestonePayment(store, reference.id, { paymentId, state }, now());
    return () => notifyWork(signals, 'projects');
  };

/** Records what payments says of the payments of milestones, each once. */
export const whenPaymentsSettle = (needs: Needs): readonly Reaction<ProjectsStore>[] => [
  on(paymentSucceeded, noting(needs, 'SUCCEEDED'), { wantsDeleted: true }),
  on(paymentFailed, noting(needs, 'FAILED'), { wantsDeleted: true }),
  on(paymentCancelled, noting(needs, 'FAILED'), { wantsDeleted: true }),
];
