import type { WalletContext } from '../context.ts';
import type { MoneyRequestResolvers, MutationResolvers, QueryResolvers } from '../generated.ts';
import { declineMoneyRequest } from '../operations/requests/decline-money-request.ts';
import { findPayee } from '../operations/requests/find-payee.ts';
import { listMoneyRequests } from '../operations/requests/list-money-requests.ts';
import { stateOf } from '../operations/requests/open-request.ts';
import { payMoneyRequest } from '../operations/requests/pay-money-request.ts';
import { requestMoney } from '../operations/requests/request-money.ts';
import { replayablePayload } from './payload.ts';

export const moneyRequestQueries: Pick<QueryResolvers, 'moneyRequests' | 'walletPayee'> = {
  moneyRequests: (_, query, context) => listMoneyRequests(context, query),
  async walletPayee(_, { userId = null, nickname = null, currency }, context) {
    const payee = await findPayee(context, { userId, nickname, currency });
    return payee === null ? null : { ...payee, user: { id: payee.userId } };
  },
};

const readPaid =
  ({ transactions, moneyRequests }: Pick<WalletContext, 'transactions' | 'moneyRequests'>) =>
  async ({ transactionId, moneyRequestId }: { readonly transactionId: string; readonly moneyRequestId: string }) => {
    const [transaction, moneyRequest] = await Promise.all([
      transactions.load(transactionId),
      moneyRequests.load(moneyRequestId),
    ]);
    return { transaction, moneyRequest };
  };

export const moneyRequestMutations: Pick<
  MutationResolvers,
  'requestMoney' | 'payMoneyRequest' | 'declineMoneyRequest'
> = {
  requestMoney: async (_, { input }, context) =>
    replayablePayload(await requestMoney(context, input), { moneyRequest: null }, async ({ moneyRequestId }) => ({
      moneyRequest: await context.moneyRequests.load(moneyRequestId),
    })),
  payMoneyRequest: async (_, { input }, context) =>
    replayablePayload(
      await payMoneyRequest(context, input),
      { transaction: null, moneyRequest: null },
      readPaid(context),
    ),
  async declineMoneyRequest(_, { input }, context) {
    const declined = await declineMoneyRequest(context, input);
    return declined.ok
      ? { moneyRequest: await context.moneyRequests.load(declined.value), errors: [] }
      : { moneyRequest: null, errors: [declined.refusal] };
  },
};

/** Requests for money of the contract. */
export const moneyRequestEntities: { MoneyRequest: MoneyRequestResolvers } = {
  MoneyRequest: {
    __resolveReference: ({ id }, { moneyRequests }) => moneyRequests.load(id),
    requester: ({ requesterId }) => ({ id: requesterId }),
    payer: ({ payerId }) => ({ id: payerId }),
    amount: ({ amount, currency }) => ({ amount, currency }),
    state: (request, _, { now }) => stateOf(request, now()),
    transaction: ({ transactionId }, _, { transactions }) =>
      transactionId === null ? null : transactions.load(transactionId),
  },
};
