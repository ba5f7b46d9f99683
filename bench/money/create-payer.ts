import { newId } from '../../runtime/operations/ids.ts';
import { openAccount } from '../../subgraphs/wallet/operations/accounts/open-account.ts';
import { postTransaction } from '../../subgraphs/wallet/operations/ledger/post-transaction.ts';
import type { WalletRepository } from '../../subgraphs/wallet/repository/index.ts';

/** A person with an account in EUR. */
export interface Payer {
  readonly id: string;
  readonly accountId: string;
}

const START = 100_000_000n;

/** Creates a person whose account has a million. */
export function createPayer(repository: WalletRepository): Promise<Payer> {
  const [now, id] = [new Date(), newId('usr', new Date())];
  return repository.transaction(async (store) => {
    await openAccount(store, id, 'EUR', now);
    const [account] = await store.accountsOf([id]);
    const accountId = account?.id ?? '';
    await postTransaction(
      store,
      {
        ...{ kind: 'DEPOSIT', currency: 'EUR', actorId: null },
        postings: [
          { party: { system: 'EXTERNAL', name: 'bench' }, amount: -START },
          { party: { accountId }, amount: START },
        ],
      },
      now,
    );
    return { id, accountId };
  });
}
