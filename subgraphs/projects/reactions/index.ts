import { whenCategoriesChange } from '../../../runtime/categories/when-categories-change.ts';
import type { Reaction } from '../../../runtime/events/reaction.ts';
import { whenContentIsModerated } from '../../../runtime/moderation/when-content-is-moderated.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import { obeyModeration } from '../operations/moderation/obey-moderation.ts';
import { obeyReviewDecision } from '../operations/reviews/obey-review-decision.ts';
import { separateFiles } from '../operations/shared/file-uses.ts';
import type { ProjectsStore } from '../repository/index.ts';
import { whenPaymentsSettle } from './when-payments-settle.ts';

/** What the domain does on events of others. */
export const reactionsOf = (needs: Pick<Host, 'signals' | 'streams' | 'now'>): readonly Reaction<ProjectsStore>[] => [
  ...whenRelationsChange<ProjectsStore>({
    onBlock: (store, { userId, blockedId }, isActive) =>
      separateFiles(store, [userId, blockedId], !isActive, needs.now()),
  }),
  ...whenSuspensionsChange<ProjectsStore>(),
  ...whenPaymentsSettle(needs),
  ...whenCategoriesChange<ProjectsStore>('PROJECT', async (store, { categoryId, movedToId }) => {
    await store.moveCategory(categoryId, movedToId);
    return undefined;
  }),
  ...whenContentIsModerated<ProjectsStore>(
    ['prj', 'prp', 'pqn', 'crv'],
    (store, decision) =>
      decision.subjectId.startsWith('crv_')
        ? obeyReviewDecision(store, decision)
        : obeyModeration(needs, store, decision),
    { hidesRemoved: true },
  ),
];
