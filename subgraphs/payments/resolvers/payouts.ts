import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { seesAll } from '../operations/payments/sees-all.ts';
import { createPayout } from '../operations/payouts/create-payout.ts';
import { findPayoutFor } from '../operations/payouts/find-payout-for.ts';

const OWN_PAYOUTS = createPaging({
  name: 'payments.own-payouts',
  key: [cursorPart.id('pyo')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

const DATE_LENGTH = 'YYYY-MM-DD'.length;

export const payoutQueries: QueryResolvers = {
  payouts: (_, { state, ...page }, { caller, repository }) =>
    OWN_PAYOUTS.read(page, (request) => repository.ownPayouts(viewerOf(caller), state ?? null, request)),
  payoutFor: (_, { reference }, context) => findPayoutFor(context, reference),
};

export const payoutMutations: MutationResolvers = {
  createPayout: async (_, { input }, context) => payloadOf('payout', await createPayout(context, input)),
};

export const payoutEntities: Pick<Resolvers, 'PayoutTransfer'> = {
  PayoutTransfer: {
    __resolveReference: ({ id }, { payouts }) => payouts.load(id),
    amount: ({ amount, currency }) => ({ amount, currency }),
    reference: ({ referenceType: type, referenceId: id }) => ({ type, id }),
    provider: ({ provider }, _, { caller }) => (seesAll(caller) ? provider : null),
    arrivalDate: ({ arrivalDate }) => arrivalDate?.toISOString().slice(0, DATE_LENGTH) ?? null,
  },
};
