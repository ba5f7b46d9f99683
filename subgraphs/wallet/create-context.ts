import DataLoader from 'dataloader';
import { createLoader, groupedBy, MAX_BATCH_SIZE } from '../../runtime/database/loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { GraphQLRequest } from '../../runtime/executor/executor.ts';
import { createLinkSigner } from '../../runtime/signed-links/link-signer.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import type { WalletContext } from './context.ts';
import { isFinance } from './operations/finance/require-finance.ts';
import { createStatementLinks } from './operations/statements/statement-links.ts';
import type { WalletRepository } from './repository/index.ts';
import type { WalletSettings } from './settings.ts';

/** What contexts are made of: all of it outlives a request. */
export interface ContextParts {
  readonly host: Pick<Host, 'signals' | 'streams' | 'now' | 'ask'>;
  readonly repository: WalletRepository;
  readonly settings: WalletSettings;
}

/** Returns the function that creates the context of each request, over the parts that all requests share. */
export function contextsOf({ host: { signals, streams, now, ask }, repository, settings }: ContextParts) {
  const statementLinks = createStatementLinks(createLinkSigner('wallet.statement', settings.linkSecrets));
  const shared = { signals, streams, now, ask, repository, settings, statementLinks };
  return (caller: Caller, { requestId }: Pick<GraphQLRequest, 'requestId'> = {}): WalletContext => {
    // A domain reads what it has itself caused, whoever owns the account: it holds the ids.
    const viewer = { id: caller.viewerId ?? '', isFinance: isFinance(caller) || caller.service !== null };
    return {
      ...shared,
      caller,
      requestId: requestId ?? null,
      accounts: createLoader((ids) => repository.visibleAccounts(viewer, ids)),
      transactions: createLoader((ids) => repository.visibleTransactions(viewer, ids)),
      holds: createLoader((ids) => repository.visibleHolds(viewer, ids)),
      deposits: createLoader((ids) => repository.visibleDeposits(viewer, ids)),
      withdrawals: createLoader((ids) => repository.visibleWithdrawals(viewer, ids)),
      moneyRequests: createLoader((ids) => repository.visibleRequests(viewer.id, ids)),
      adjustments: createLoader(async (ids) => (viewer.isFinance ? repository.adjustments(ids) : ids.map(() => null))),
      accountsByOwner: new DataLoader(
        async (ids) => {
          const visible = viewer.isFinance ? ids : ids.filter((id) => id === viewer.id);
          return groupedBy(
            ids,
            visible.length === 0 ? [] : await repository.accountsOf(visible),
            ({ ownerId }) => ownerId ?? '',
          );
        },
        { maxBatchSize: MAX_BATCH_SIZE },
      ),
      reversals: new DataLoader(repository.reversalsOf, { maxBatchSize: MAX_BATCH_SIZE }),
      counterparties: new DataLoader((ids) => repository.counterparties(viewer.id, ids), {
        maxBatchSize: MAX_BATCH_SIZE,
      }),
      postings: new DataLoader(repository.postings, { maxBatchSize: MAX_BATCH_SIZE }),
    };
  };
}
