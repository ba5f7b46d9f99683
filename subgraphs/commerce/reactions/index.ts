import { whenCategoriesChange } from '../../../runtime/categories/when-categories-change.ts';
import type { Reaction } from '../../../runtime/events/reaction.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { Host } from '../../../runtime/subgraph/host.ts';
import type { CommerceStore } from '../repository/index.ts';
import { whenPaymentsSettle } from './when-payments-settle.ts';
import { whenProductsAreModerated } from './when-products-are-moderated.ts';

/** What the domain does on events of others. */
export const reactionsOf = (needs: Pick<Host, 'signals' | 'now'>): readonly Reaction<CommerceStore>[] => [
  ...whenRelationsChange<CommerceStore>({}),
  ...whenSuspensionsChange<CommerceStore>(),
  ...whenCategoriesChange<CommerceStore>('PRODUCT', async (store, { categoryId, movedToId }) => {
    await store.moveCategory(categoryId, movedToId);
    return undefined;
  }),
  ...whenProductsAreModerated(needs),
  // Orders.
  ...whenPaymentsSettle(needs),
];
