import type { DeletionObstacle } from '../../../../runtime/erasure/deletion-obstacles.ts';
import type { StreamingStore } from '../../repository/index.ts';

/** Gifts of a person, or to them, whose money is on its way. That takes seconds. */
export async function findObstacles(
  repository: Pick<StreamingStore, 'unsettledGifts'>,
  userId: string,
): Promise<readonly DeletionObstacle[]> {
  const unsettled = await repository.unsettledGifts(userId);
  return unsettled.map(({ count, amount, currency }) => ({ kind: 'PAYOUT', count, amount: { amount, currency } }));
}
