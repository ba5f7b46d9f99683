import type { Resolvers } from '../generated.ts';
import { nextActionOf } from '../operations/payments/next-action.ts';
import { nextStates } from '../operations/payments/payment-states.ts';
import { seesAll } from '../operations/payments/sees-all.ts';

const money = (amount: bigint, currency: string) => ({ amount, currency });

/** Fields of a payment that are not stored as the contract has them. */
export const paymentEntities: Pick<Resolvers, 'Payment'> = {
  Payment: {
    __resolveReference: ({ id }, { payments }) => payments.load(id),
    amount: ({ amount, currency }) => money(amount, currency),
    captured: ({ captured, currency }) => money(captured, currency),
    refunded: ({ refunded, currency }) => money(refunded, currency),
    fee: ({ fee, currency }, _, { caller }) => (fee === null || !seesAll(caller) ? null : money(fee, currency)),
    nextStates: (payment) => [...nextStates(payment)],
    nextAction: (payment, _, { provider }) => nextActionOf(payment, provider),
    payer: ({ payerId }) => (payerId === null ? null : { id: payerId }),
    reference: ({ referenceType: type, referenceId: id }) => (type === null || id === null ? null : { type, id }),
    refunds: ({ id }, _, { refundsOf }) => refundsOf.load(id),
    disputes: ({ id }, _, { disputesOf }) => disputesOf.load(id),
    provider: ({ provider }, _, { caller }) => (seesAll(caller) ? provider : null),
    cursor: ({ id, payerId, logSequence }, _, { caller, streams, repository }) =>
      payerId !== null && payerId === caller.viewerId ? streams.cursor(repository.paymentLog, id, logSequence) : null,
  },
};
