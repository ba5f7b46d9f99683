import type { MutationResolvers } from '../generated.ts';
import { bookPayment } from '../operations/internal/book-payment.ts';
import { captureFunds } from '../operations/internal/capture-funds.ts';
import { holdFunds } from '../operations/internal/hold-funds.ts';
import { moveFunds } from '../operations/internal/move-funds.ts';
import { releaseFunds } from '../operations/internal/release-funds.ts';
import { readCapture, readHold } from './holds.ts';
import { replayablePayload } from './payload.ts';

type Mutations = 'holdFunds' | 'captureFunds' | 'releaseFunds' | 'moveFunds' | 'bookPayment';

/** What other domains may call. */
export const internalMutations: Pick<MutationResolvers, Mutations> = {
  holdFunds: async (_, { input }, context) =>
    replayablePayload(await holdFunds(context, input), { hold: null }, readHold(context)),
  captureFunds: async (_, { input }, context) =>
    replayablePayload(await captureFunds(context, input), { hold: null, transaction: null }, readCapture(context)),
  releaseFunds: async (_, { input }, context) =>
    replayablePayload(await releaseFunds(context, input), { hold: null }, readHold(context)),
  moveFunds: async (_, { input }, context) =>
    replayablePayload(await moveFunds(context, input), { transaction: null }, async ({ transactionId }) => ({
      transaction: await context.transactions.load(transactionId),
    })),
  bookPayment: async (_, { input }, context) =>
    replayablePayload(await bookPayment(context, input), { transaction: null }, async ({ transactionId }) => ({
      transaction: await context.transactions.load(transactionId),
    })),
};
