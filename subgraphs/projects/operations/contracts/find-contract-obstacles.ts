import type { DeletionObstacle } from '../../../../runtime/erasure/deletion-obstacles.ts';
import type { ProjectsStore } from '../../repository/index.ts';

/** What a person has to settle before their account is deleted: money in escrow, disputes and contracts that are not over. */
export async function findContractObstacles(
  repository: Pick<ProjectsStore, 'contractObstacles'>,
  userId: string,
): Promise<readonly DeletionObstacle[]> {
  const found = await repository.contractObstacles(userId);
  return found.map(({ kind, count, amount, currency }) => ({
    ...{ kind, count },
    amount: amount === null ? null : { amount, currency },
  }));
}
