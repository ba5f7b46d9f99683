import { scalars } from '../../../runtime/graphql/scalars.ts';
import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { requireModerator } from '../../../runtime/operations/moderators.ts';
import type { CaseEvent, ModerationContext } from '../context.ts';
import type { Resolvers } from '../generated.ts';
import { mediaModeration, moderationCase, report } from './entities.ts';
import { mutation } from './mutation.ts';
import { query } from './query.ts';

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: query,
  Mutation: mutation,
  Subscription: {
    moderationCaseAdded: {
      subscribe: (_, { after }, { caller, streams, caseLog }) =>
        streams.follow(caseLog, WHOLE_LOG, requireModerator(caller), after),
      resolve: async ({ cursor, resyncRequired, entry }: CaseEvent, _: unknown, { cases }: ModerationContext) => ({
        cursor,
        resyncRequired,
        case: entry === null ? null : await cases.load(entry.caseId),
      }),
    },
  },
  ModerationCase: moderationCase,
  Report: report,
  MediaModeration: mediaModeration,
};
