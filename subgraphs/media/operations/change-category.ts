import { type NotFound, notFound } from '../../../runtime/operations/parse-input.ts';
import type { Result } from '../../../runtime/operations/result.ts';
import type { Category } from '../repository/categories.ts';
import type { MediaStore } from '../repository/index.ts';
import type { CategoryNeeds } from './create-category.ts';

/** Changes a category with the tree of its scope locked: what `change` reads stays so until it is committed. */
export async function changeCategory<Value, Refusal>(
  { repository }: Pick<CategoryNeeds, 'repository'>,
  id: string,
  change: (store: MediaStore, category: Category) => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal | NotFound>> {
  return repository.transaction(async (store): Promise<Result<Value, Refusal | NotFound>> => {
    const [found = null] = await store.categories([id]);
    if (found === null) return noCategory();
    await store.lockCategories(found.scope);
    // As it is now that nobody else changes it.
    const [category = null] = await store.categories([id]);
    return category === null ? noCategory() : change(store, category);
  });
}

const noCategory = () => notFound('There is no category with this id.', 'categoryId');
