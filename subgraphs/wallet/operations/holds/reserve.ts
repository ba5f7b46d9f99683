import { newId } from '../../../../runtime/operations/ids.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import { holdExpired, holdPlaced } from '../../events.ts';
import type { HoldDraft, Placing, RefusedPosting, WalletStore } from '../../repository/index.ts';

/** Most live holds of one account; the database has the same number. */
const MAX_LIVE_HOLDS = 10_000;

/** The account has as many live holds as it may have. */
export type TooManyHolds = RefusalOf<'TooManyHolds'> & { readonly limit: number };

/** What placing a hold needs of a store that is bound to a transaction. */
export type ReservingStore = Pick<WalletStore, 'insertHold' | 'expireHolds'>;

/** Where a hold is placed: its id, and the account whose log is to be announced after the commit. */
interface Reservation {
  readonly holdId: string;
  readonly accountId: string;
}

/** Reserves money; where the account lacks what holds reserve whose time has passed, it is freed first. */
export async function reserve(
  store: ReservingStore,
  draft: Omit<HoldDraft, 'id'>,
  now: Date,
): Promise<Reservation | RefusedPosting | 'TOO_MANY_HOLDS'> {
  const holdId = newId('hld', now);
  const insert = () =>
    store.insertHold({ ...draft, id: holdId }, { id: newId('evt', now), type: holdPlaced.name }, now);
  let placing = await insert();
  const { refusal, accountId } = placing;
  if (accountId !== null && (refusal === 'INSUFFICIENT' || refusal === 'TOO_MANY_HOLDS')) {
    const freed = await store.expireHolds({ accountId, now, eventType: holdExpired.name });
    if (freed.length > 0) placing = await insert();
  }
  return toRefusedPosting(placing) ?? { holdId, accountId: placing.accountId ?? '' };
}

/** A draft that is not placed, in terms of a transaction that is not posted; null where it is placed. */
const toRefusedPosting = ({ refusal, accountId, available }: Placing): RefusedPosting | 'TOO_MANY_HOLDS' | null =>
  refusal === null || refusal === 'TOO_MANY_HOLDS'
    ? refusal
    : { state: 'REFUSED', reason: refusal, posting: 0, accountId, available };

/** The refusal of one hold more than an account may have. */
export const tooManyHolds = (field: string) =>
  refuse<TooManyHolds>({
    __typename: 'TooManyHolds',
    message: 'The account has too many holds. Release some first.',
    path: ['input', field],
    limit: MAX_LIVE_HOLDS,
  });
