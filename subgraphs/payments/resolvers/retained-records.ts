import type { QueryResolvers } from '../generated.ts';
import { findRetainedRecords } from '../operations/retention/find-retained-records.ts';

export const retainedQueries: Pick<QueryResolvers, 'retainedPaymentRecords'> = {
  retainedPaymentRecords: (_, { userId, reason }, context) => findRetainedRecords(context, userId, reason),
};
