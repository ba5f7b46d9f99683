import { handleSaga, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { ProjectsContext } from '../../context.ts';
import type { ProjectsStore } from '../../repository/index.ts';
import { announceContract } from '../contracts/change-contract.ts';
import { type FundingSagaState, fundingSaga, latePaymentSaga } from './escrow-sagas.ts';
import { askForFunds, type FundingAnswer, noteFunding } from './fund-move.ts';
import { type EscrowNeeds, readMove } from './run-payout-saga.ts';
import { failFunding, settleFunding } from './settle-move.ts';
import { bookPayment } from './wallet-calls.ts';

type Needs = EscrowNeeds & Pick<ProjectsContext, 'settings'>;

/** How long a payment is waited for before its state is looked at without a signal. */
const LOOK_INTERVAL_MS = 60 * 60 * 1_000;

/** The steps of money into escrow. With a card they wait for what payments says of the payment. */
export function runFundingSaga(needs: Needs): WorkHandler<ProjectsStore> {
  const { ask, now, repository, settings } = needs;
  const ended = (contractId: string | null) =>
    contractId === null
      ? ({ next: 'ENDED' } as const)
      : ({ next: 'ENDED', afterCommit: () => announceContract(needs, contractId) } as const);
  return handleSaga(fundingSaga, {
    now,
    states: {
      TAKING: step<ProjectsStore, FundingSagaState, object, FundingAnswer | null>({
        call: async ({ subject }) => askForFunds(ask, await readMove(repository, subject)),
        async run(store, { subject }, _, answer) {
          const at = now();
          const contractId =
            answer === null ? null : await noteFunding(store, subject, answer, { ...settings, now: at });
          const move = await readMove(store, subject);
          return move.state === 'PENDING' ? { next: 'WAITING' } : ended(contractId);
        },
      }),
      WAITING: step<ProjectsStore, FundingSagaState, object>({
        async run(store, { subject }) {
          const { paymentState, state } = await readMove(store, subject);
          if (state !== 'PENDING') return { next: 'ENDED' };
          if (paymentState === 'SUCCEEDED') return { next: 'BOOKING' };
          if (paymentState === null) return { retryAt: new Date(now().getTime() + LOOK_INTERVAL_MS) };
          return ended(await failFunding(store, subject, { failure: 'PaymentFailed', available: null }, now()));
        },
      }),
      BOOKING: step<ProjectsStore, FundingSagaState, object, void>({
        call: async ({ subject }, key) => bookPayment(ask, await readMove(repository, subject), 'ESCROW', key),
        run: async (store, { subject }) => ended(await settleFunding(store, subject, settings.feeBasisPoints, now())),
      }),
      ENDED: null,
    },
  });
}

/** Gives the client what was paid for a milestone after its funding had failed. */
export const runLatePaymentSaga = ({ ask, now, repository }: Needs): WorkHandler<ProjectsStore> =>
  handleSaga(latePaymentSaga, {
    now,
    states: {
      BOOKING: step<ProjectsStore, 'BOOKING' | 'ENDED', object, void>({
        call: async ({ subject }, key) => bookPayment(ask, await readMove(repository, subject), 'CLIENT', key),
        run: async () => ({ next: 'ENDED' }),
      }),
      ENDED: null,
    },
  });
