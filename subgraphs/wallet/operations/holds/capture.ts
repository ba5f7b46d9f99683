import { newId } from '../../../../runtime/operations/ids.ts';
import { refuse } from '../../../../runtime/operations/result.ts';
import { holdCaptured } from '../../events.ts';
import type {
  LockedHold,
  OrderedPosting,
  PostingOutcome,
  TransactionOrder,
  WalletStore,
} from '../../repository/index.ts';
import type { AmountTooLarge } from '../ledger/find-transfer-limit.ts';
import { type PostingStore, postTransaction } from '../ledger/post-transaction.ts';

/** What capturing needs of a store that is bound to a transaction. */
export type CapturingStore = PostingStore & Pick<WalletStore, 'noteCapture'>;

/** A capture of a locked hold that can be captured. */
export interface Capture {
  readonly hold: LockedHold;
  /** At most what is left of the hold. */
  readonly amount: bigint;
  /** Whether what is left afterwards is released. */
  readonly isFinal: boolean;
  /** Who receives it. */
  readonly to: OrderedPosting['party'];
  /** What the posting of who pays has besides; the kind of the transaction and who causes it. */
  readonly debit?: Pick<OrderedPosting, 'dailyLimit' | 'evenIfFrozen' | 'evenIfClosed'>;
  readonly order: Pick<TransactionOrder, 'kind' | 'actorId' | 'payerId' | 'effectKey'>;
}

/** What is left of a hold. */
export const restOf = ({ amount, captured }: Pick<LockedHold, 'amount' | 'captured'>): bigint => amount - captured;

/** Moves reserved money, and settles the hold where nothing of it is left or the capture is final. */
export async function capture(
  store: CapturingStore,
  { hold, amount, isFinal, to, debit = {}, order }: Capture,
  now: Date,
): Promise<PostingOutcome> {
  const rest = restOf(hold);
  const isSettled = isFinal || amount === rest;
  const { referenceType: type, referenceId: id } = hold;
  const reserved = { fromHeld: isSettled ? rest : amount, settlesHold: isSettled };
  const outcome = await postTransaction(
    store,
    {
      ...order,
      currency: hold.currency,
      reference: type === null || id === null ? null : { type, id },
      postings: [
        { ...debit, ...reserved, party: { accountId: hold.accountId }, amount: -amount },
        { party: to, amount },
      ],
    },
    now,
  );
  if (outcome.state === 'POSTED')
    await store.noteCapture(hold, amount, isSettled, { id: newId('evt', now), type: holdCaptured.name }, now);
  return outcome;
}

/** The refusal of an amount above what is left of a hold; null for others. */
export function findTooLarge(hold: LockedHold, amount: bigint) {
  const available = restOf(hold);
  if (amount <= available) return null;
  return refuse<AmountTooLarge>({
    __typename: 'AmountTooLarge',
    message: 'This is more than what is left of the hold.',
    path: ['input', 'amount'],
    available: { amount: available, currency: hold.currency },
  });
}
