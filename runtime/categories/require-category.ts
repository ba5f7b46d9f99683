import { z } from 'zod';
import { serviceCaller } from '../executor/caller.ts';
import { notFound } from '../operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../operations/result.ts';
import type { CallDomain } from '../subgraph/host.ts';
import type { CategoryScope } from './category-events.ts';
import type { CopiedCategory } from './category-store.ts';

interface CategoryNeeds {
  readonly ask: CallDomain;
  readonly repository: { categories(ids: readonly string[]): Promise<readonly (CopiedCategory | null)[]> };
}

/** A category that something is put into, of the domain `service`. */
interface CategoryRequest {
  readonly service: string;
  readonly scope: CategoryScope;
  readonly categoryId: string;
}

const CATEGORY = 'query Category($id: ID!, $scope: CategoryScope!) { category(id: $id, scope: $scope) { id scope } }';
const ANSWER = z.object({ category: z.object({ id: z.string(), scope: z.string() }).nullable() });

/**
 * Permits a category of the scope: one that the domain's copy has, or else one that media knows, since the copy may be behind.
 *
 * @throws a fault `UNAVAILABLE` when media has to be asked and cannot be.
 */
export async function requireCategory(
  { ask, repository }: CategoryNeeds,
  { service, scope, categoryId }: CategoryRequest,
): Promise<Result<null, RefusalOf<'NotFound'>>> {
  const [copied = null] = await repository.categories([categoryId]);
  if (copied !== null) return done(null);
  const data = await ask('media', CATEGORY, { id: categoryId, scope }, serviceCaller(service));
  const { category } = ANSWER.parse(data);
  return category?.scope === scope ? done(null) : notFound('There is no such category.', 'categoryId');
}
