import { defineSubgraph } from '../../runtime/subgraph/define-subgraph.ts';
import type { WalletContext } from './context.ts';
import { contextsOf } from './create-context.ts';
import { balanceImporter } from './import/balances.ts';
import { jobsOf, workOf } from './jobs.ts';
import { eraseUser } from './operations/people/erase-user.ts';
import { findObstacles } from './operations/people/find-obstacles.ts';
import { reactionsOf } from './reactions/index.ts';
import { openWalletRepository, type WalletStore } from './repository/index.ts';
import { resolvers } from './resolvers/index.ts';
import { routes } from './routes.ts';
import { settings, type WalletSettings } from './settings.ts';

/** Money of people: accounts, transfers, holds, and the ledger that all of it is booked in. */
export default defineSubgraph<WalletContext, WalletStore, WalletSettings>({
  name: 'wallet',
  ids: {
    wal: 'WalletAccount',
    wtx: 'WalletTransaction',
    hld: 'Hold',
    dep: 'Deposit',
    wdr: 'Withdrawal',
    mrq: 'MoneyRequest',
    adj: 'LedgerAdjustment',
  },
  schema: new URL('./schema.graphql', import.meta.url),
  resolvers,
  routes,
  settings,
  async open(host, values) {
    const repository = openWalletRepository(host.databaseUrl, host.log, values.notifiedAmount);
    return {
      ...{ database: repository, createContext: contextsOf({ host, repository, settings: values }) },
      ...{ work: workOf({ ...host, repository }), jobs: jobsOf({ ...host, repository }) },
      eraseUser: (store, userId) => eraseUser(host, store, userId),
      ...{ importers: [balanceImporter(values)], deletionObstacles: (userId) => findObstacles(repository, userId) },
      ...{ personalData: repository.personalData, reactions: reactionsOf({ ...host, settings: values }) },
    };
  },
});
