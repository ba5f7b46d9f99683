import type { WalletContext } from '../context.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { captureHold } from '../operations/holds/capture-hold.ts';
import { createHold } from '../operations/holds/create-hold.ts';
import { listHolds } from '../operations/holds/list-holds.ts';
import { releaseHold } from '../operations/holds/release-hold.ts';
import { replayablePayload } from './payload.ts';

/** A hold, and the transaction that a capture of it is. */
export const readCapture =
  ({ holds, transactions }: Pick<WalletContext, 'holds' | 'transactions'>) =>
  async ({ holdId, transactionId }: { readonly holdId: string; readonly transactionId: string }) => {
    const [hold, transaction] = await Promise.all([holds.load(holdId), transactions.load(transactionId)]);
    return { hold, transaction };
  };

/** A hold by the id in an outcome. */
export const readHold =
  ({ holds }: Pick<WalletContext, 'holds'>) =>
  async ({ holdId }: { readonly holdId: string }) => ({ hold: await holds.load(holdId) });

export const holdQueries: Pick<QueryResolvers, 'holds'> = {
  holds: (_, query, context) => listHolds(context, query),
};

export const holdMutations: Pick<MutationResolvers, 'createHold' | 'captureHold' | 'releaseHold'> = {
  createHold: async (_, { input }, context) =>
    replayablePayload(await createHold(context, input), { hold: null }, readHold(context)),
  captureHold: async (_, { input }, context) =>
    replayablePayload(await captureHold(context, input), { hold: null, transaction: null }, readCapture(context)),
  async releaseHold(_, { input }, context) {
    const result = await releaseHold(context, input);
    if (!result.ok) return { hold: null, errors: [result.refusal] };
    return { hold: await context.holds.load(result.value), errors: [] };
  },
};

export const holdEntities: Pick<Resolvers, 'Hold'> = {
  Hold: {
    __resolveReference: ({ id }, { holds }) => holds.load(id),
    account: ({ accountId }, _, { accounts }) => accounts.load(accountId),
    amount: ({ amount, currency }) => ({ amount, currency }),
    captured: ({ captured, currency }) => ({ amount: captured, currency }),
    reference: ({ referenceType: type, referenceId: id }) => (type === null || id === null ? null : { type, id }),
  },
};
