import type { ContractFact } from '../../events.ts';
import type { Contract } from '../../repository/index.ts';

/** What events say of a contract. */
export const contractFactOf = (
  { id, projectId, clientId, freelancerId }: Pick<Contract, 'id' | 'projectId' | 'clientId' | 'freelancerId'>,
  at: Date,
): ContractFact => ({ contractId: id, projectId, clientId, freelancerId, at: at.toISOString() });
