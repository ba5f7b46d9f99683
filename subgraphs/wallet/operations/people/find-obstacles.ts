import type { DeletionObstacle } from '../../../../runtime/erasure/deletion-obstacles.ts';
import type { WalletStore } from '../../repository/index.ts';

/** What a person has to settle before their account is deleted: what they have, what is reserved, and what is on its way. */
export async function findObstacles(
  repository: Pick<WalletStore, 'obstaclesOf'>,
  userId: string,
): Promise<readonly DeletionObstacle[]> {
  const found = await repository.obstaclesOf(userId);
  return found.map(({ amount, currency, ...obstacle }) => ({ ...obstacle, amount: { amount, currency } }));
}
