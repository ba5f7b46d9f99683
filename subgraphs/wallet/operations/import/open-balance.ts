import { newId } from '../../../../runtime/operations/ids.ts';
import { transactionPosted } from '../../events.ts';
import type { PostingRefusal, WalletStore } from '../../repository/index.ts';
import { type OpeningStore as AccountStore, openAccount } from '../accounts/open-account.ts';

/** What a person had in an older system, in one currency. */
export interface BalanceDraft {
  /** Of the transaction that posts it. */
  readonly id: string;
  readonly personId: string;
  readonly currency: string;
  /** In minor units, not negative. */
  readonly amount: bigint;
}

/** What opening a balance needs of a store that is bound to a transaction. */
export type OpeningStore = AccountStore & Pick<WalletStore, 'noteOpening' | 'insertTransaction'>;

/** The other side of everything that people had in older systems: with it each opening adds up to 0. */
const OPENINGS = { system: 'EXTERNAL', name: 'openings' } as const;

const GONE = 'This person has deleted their account here.';

const REASONS: Partial<Readonly<Record<PostingRefusal, string>>> = {
  NOT_FOUND: GONE,
  CLOSED: 'The account of this person in this currency is closed.',
};

/**
 * Posts what a person had to their account, which is opened if it is not there; once for an id. Null when it is posted, else
 * why it cannot be.
 */
export async function openBalance(
  store: OpeningStore,
  { id, personId, currency, amount }: BalanceDraft,
  now: Date,
): Promise<string | null> {
  await openAccount(store, personId, currency, now);
  if (amount > 0n) {
    const outcome = await store.insertTransaction(
      {
        ...{ kind: 'OPENING', currency, actorId: null, effectKey: `opening:${id}` },
        postings: [
          { party: OPENINGS, amount: -amount },
          { party: { userId: personId }, amount },
        ],
      },
      { transactionId: id, now, event: { id: newId('evt', now), type: transactionPosted.name } },
    );
    if (outcome.state === 'REFUSED') return REASONS[outcome.reason] ?? `The ledger refuses it: ${outcome.reason}.`;
  }
  if (await store.noteOpening(id, personId, currency, amount, now)) return null;
  if (amount > 0n) throw new Error(`The opening balance ${id} was posted and could not be noted.`);
  return GONE;
}
