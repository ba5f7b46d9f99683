import type { Sql } from '../../../../runtime/database/database.ts';
import { createStoredLog } from '../../../../runtime/live/stored-log.ts';
import type { CONTRACT_LOG } from '../../events.ts';

const CONTRACTS = 'projects.contracts' satisfies (typeof CONTRACT_LOG)['name'];

/** What the log of a contract says: that it changed. */
export interface ContractEntry {
  readonly contractId: string;
}

/** The durable log of each contract, for its two parties. */
export const createContractLog = (db: Sql) => ({
  contractLog: createStoredLog<ContractEntry, ContractEntry>(db, {
    name: CONTRACTS,
    entryOf: ({ data }) => data,
    async permitted(contractId, viewerIds) {
      const [contract] = await db.$queryRaw<{ clientId: string | null; freelancerId: string | null }[]>`
        SELECT client_id AS "clientId", freelancer_id AS "freelancerId" FROM contract WHERE id = ${contractId}`;
      const parties = [contract?.clientId, contract?.freelancerId];
      return new Set(viewerIds.filter((viewerId) => parties.includes(viewerId)));
    },
  }),
});
