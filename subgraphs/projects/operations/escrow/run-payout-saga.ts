import { handleSaga, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { ProjectsContext } from '../../context.ts';
import type { EscrowMove, ProjectsStore } from '../../repository/index.ts';
import { announceContract } from '../contracts/change-contract.ts';
import { type PayoutSagaState, payoutSaga } from './escrow-sagas.ts';
import { settlePayout } from './settle-move.ts';
import { type EscrowPart, payFromEscrow } from './wallet-calls.ts';

/** The parts of the context by which sagas move money. */
export interface EscrowNeeds extends Pick<ProjectsContext, 'ask' | 'now' | 'streams' | 'signals'> {
  readonly repository: { findMove(id: string): PromiseLike<EscrowMove | null> };
}

/** A movement that exists. @throws when it does not. */
export async function readMove(repository: EscrowNeeds['repository'], id: string): Promise<EscrowMove> {
  const move = await repository.findMove(id);
  if (move === null) throw new Error(`There is no movement ${id}.`);
  return move;
}

/** The steps of money out of escrow: each part is paid under a key of its own, and then the milestone is settled. */
export function runPayoutSaga(needs: EscrowNeeds): WorkHandler<ProjectsStore> {
  const pay =
    (part: EscrowPart) =>
    async ({ subject }: { readonly subject: string }, key: string) => {
      await payFromEscrow(needs.ask, await readMove(needs.repository, subject), part, key);
    };
  const part = (name: EscrowPart, next: PayoutSagaState) =>
    step<ProjectsStore, PayoutSagaState, object, void>({ call: pay(name), run: async () => ({ next }) });
  return handleSaga(payoutSaga, {
    now: needs.now,
    states: {
      PAYING: part('FREELANCER', 'CHARGING'),
      CHARGING: part('FEE', 'RETURNING'),
      RETURNING: step<ProjectsStore, PayoutSagaState, object, void>({
        call: pay('CLIENT'),
        async run(store, { subject }) {
          const contractId = await settlePayout(store, subject, needs.now());
          if (contractId === null) return { next: 'ENDED' };
          return { next: 'ENDED', afterCommit: () => announceContract(needs, contractId) };
        },
      }),
      ENDED: null,
    },
  });
}
