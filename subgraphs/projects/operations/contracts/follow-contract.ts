import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { ProjectsContext } from '../../context.ts';
import { roleIn } from './contract-state.ts';

interface Needs extends Pick<ProjectsContext, 'caller' | 'contracts' | 'streams'> {
  readonly repository: Pick<ProjectsContext['repository'], 'contractLog'>;
}

/**
 * Follows the changes of a contract of the viewer.
 *
 * @throws a fault `NOT_FOUND` for other contracts.
 */
export async function followContract(
  { caller, contracts, streams, repository }: Needs,
  contractId: string,
  after: string | null | undefined,
) {
  const viewerId = viewerOf(caller);
  const contract = await contracts.load(contractId);
  if (contract === null || roleIn(contract, viewerId) === null)
    throw fault('NOT_FOUND', 'There is no such contract of yours.');
  return streams.follow(repository.contractLog, contractId, viewerId, after);
}
