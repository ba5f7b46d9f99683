import type { QueryResolvers } from '../generated.ts';
import { offerStatement } from '../operations/statements/offer-statement.ts';

/** Statements of the contract. */
export const statementQueries: Pick<QueryResolvers, 'walletStatement'> = {
  walletStatement: (_, request, context) => offerStatement(context, request),
};
