import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { acceptDispute, submitDisputeEvidence } from '../operations/disputes/respond-to-dispute.ts';

/** A dispute of which no evidence is awaited comes last. */
const NEVER = Number.MAX_SAFE_INTEGER;

const DISPUTES = createPaging({
  name: 'payments.disputes',
  key: [cursorPart.bigint, cursorPart.id('dsp')],
  keyOf: ({ id, evidenceDueAt }: { readonly id: string; readonly evidenceDueAt: Date | null }) => [
    evidenceDueAt?.getTime() ?? NEVER,
    id,
  ],
});

export const disputeQueries: QueryResolvers = {
  disputes: (_, { state, ...page }, { repository }) =>
    DISPUTES.read(page, (request) => repository.allDisputes(state ?? null, request)),
};

export const disputeMutations: MutationResolvers = {
  submitDisputeEvidence: async (_, { input }, context) =>
    payloadOf('dispute', await submitDisputeEvidence(context, input)),
  acceptDispute: async (_, { input }, context) => payloadOf('dispute', await acceptDispute(context, input)),
};

export const disputeEntities: Pick<Resolvers, 'PaymentDispute'> = {
  PaymentDispute: {
    __resolveReference: ({ id }, { disputes }) => disputes.load(id),
    payment: async ({ id, paymentId }, _, { payments }) => {
      const payment = await payments.load(paymentId);
      if (payment === null) throw new Error(`The payment of the dispute ${id} is gone.`);
      return payment;
    },
    amount: ({ amount, currency }) => ({ amount, currency }),
    evidence: ({ evidence, evidenceAt }) =>
      evidence === null || evidenceAt === null ? null : { ...evidence, submittedAt: evidenceAt },
  },
};
