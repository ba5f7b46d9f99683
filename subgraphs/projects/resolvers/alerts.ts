import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { createProjectAlert } from '../operations/alerts/create-project-alert.ts';
import { deleteProjectAlert } from '../operations/alerts/delete-project-alert.ts';
import { goneOf, readAgain } from './payload.ts';

const ALERTS = createPaging({
  name: 'project-alerts',
  key: [cursorPart.id('pal')],
  keyOf: ({ id }: { readonly id: string }) => [id],
});

export const alertQueries: Pick<QueryResolvers, 'projectAlerts'> = {
  projectAlerts: (_, page, { caller, repository }) =>
    ALERTS.read(page, (request) => repository.alertPage(viewerOf(caller), request)),
};

export const alertMutations: Pick<MutationResolvers, 'createProjectAlert' | 'deleteProjectAlert'> = {
  createProjectAlert: async (_, { input }, context) =>
    readAgain('alert', context.alerts, await createProjectAlert(context, input)),
  deleteProjectAlert: async (_, { input }, context) => goneOf('alertId', await deleteProjectAlert(context, input)),
};

/** A bound of a budget; null where there is none. */
const toMoney = (amount: bigint | null, currency: string | null) =>
  amount === null || currency === null ? null : { amount, currency };

export const alertEntities: Pick<Resolvers, 'ProjectAlert'> = {
  ProjectAlert: {
    __resolveReference: ({ id }, { alerts }) => alerts.load(id),
    category: ({ categoryId }) => (categoryId === null ? null : { id: categoryId }),
    budgetMin: ({ budgetMin, currency }) => toMoney(budgetMin, currency),
    budgetMax: ({ budgetMax, currency }) => toMoney(budgetMax, currency),
  },
};
