import type { DeletionObstacle } from '../../../../runtime/erasure/deletion-obstacles.ts';
import type { CommerceStore } from '../../repository/index.ts';

/** What a person has to finish before their account is deleted: orders, sales that are not paid out, and refunds on their way. */
export async function findOrderObstacles(
  repository: Pick<CommerceStore, 'orderObstaclesOf'>,
  userId: string,
): Promise<readonly DeletionObstacle[]> {
  const found = await repository.orderObstaclesOf(userId);
  return found.map(({ amount, currency, ...obstacle }) => ({ ...obstacle, amount: { amount, currency } }));
}
