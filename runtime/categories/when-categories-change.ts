import type { Sql } from '../database/database.ts';
import { type AfterCommit, on, type Reaction } from '../events/reaction.ts';
import {
  type CategoryDeleted,
  type CategoryFact,
  type CategoryScope,
  categoryChanged,
  categoryDeleted,
} from './category-events.ts';
import { createCategoryCopy } from './category-store.ts';

/**
 * Keeps a domain's copy of the categories of a scope, from events and snapshots of the media domain; its Prisma schema declares
 * `/// @categories`. `onDeletion` runs in the same transaction and puts what was in the category into `movedToId`, or into none.
 */
export const whenCategoriesChange = <Store>(
  scope: CategoryScope,
  onDeletion: (store: Store, deleted: CategoryDeleted) => Promise<AfterCommit>,
): readonly Reaction<Store>[] => [
  on(
    categoryChanged,
    async (_store: Store, fact: CategoryFact, _event, sql: Sql) => {
      if (fact.scope === scope) await createCategoryCopy(sql).noteCategory(fact);
    },
    {
      snapshot: {
        endUnconfirmed: (_store, startedAt, sql) => createCategoryCopy(sql).endUnconfirmedCategories(startedAt),
      },
    },
  ),
  on(categoryDeleted, async (store: Store, deleted: CategoryDeleted, _event, sql: Sql) => {
    if (deleted.scope !== scope) return undefined;
    await createCategoryCopy(sql).noteDeletion(deleted);
    return onDeletion(store, deleted);
  }),
];
