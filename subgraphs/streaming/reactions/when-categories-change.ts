import { whenCategoriesChange } from '../../../runtime/categories/when-categories-change.ts';
import type { StreamingStore } from '../repository/index.ts';

/** Keeps the local copy of categories of streams, and puts the streams of a deleted one where media does. */
export const whenStreamCategoriesChange = whenCategoriesChange<Pick<StreamingStore, 'moveCategory'>>(
  'STREAM',
  (store, { categoryId, movedToId }) => store.moveCategory(categoryId, movedToId),
);
