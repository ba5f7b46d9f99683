import { defineEvent } from '../events/event-type.ts';

/** What categories are for; each scope has a tree of its own. */
export type CategoryScope = 'MEDIA' | 'PRODUCT' | 'STREAM' | 'PROJECT';

/** A category, as others keep copies of it. */
export interface CategoryFact {
  readonly categoryId: string;
  readonly scope: CategoryScope;
  readonly parentId: string | null;
  readonly title: string;
  /** Slugs from the root on, joined by slashes. */
  readonly path: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published when a category is added or its title or place changes, for each of those below it too. */
export const categoryChanged = defineEvent<CategoryFact>('media.category-changed', {
  notifies: false,
  reason: 'Nobody waits for a category.',
});

/** A category that is gone. */
export interface CategoryDeleted extends Pick<CategoryFact, 'categoryId' | 'scope' | 'at'> {
  /** Where that goes which was in it; null: it was empty here. */
  readonly movedToId: string | null;
}

/** Published once for each category that is deleted. */
export const categoryDeleted = defineEvent<CategoryDeleted>('media.category-deleted', {
  notifies: false,
  reason: 'Nobody waits for a category.',
});
