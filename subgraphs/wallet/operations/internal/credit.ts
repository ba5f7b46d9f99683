import { type NotFound, notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import type { Party, PostingOutcome, SystemParty } from '../../repository/index.ts';
import { ensureAccount } from '../accounts/ensure-account.ts';
import { notSupported } from '../accounts/open-wallet-account.ts';

/** Whose money it is that nobody can receive: finance decides. */
export const UNCLAIMED: SystemParty = { system: 'ESCROW', name: 'unclaimed' };

interface Needs extends Pick<WalletContext, 'ask' | 'now' | 'settings'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'personState'>;
}

/** Why nobody can receive it. */
export type CreditRefusal = NotFound | RefusalOf<'CurrencyNotSupported'>;

/**
 * Who receives money in a currency: the party itself, with an account that is opened where there is none, or `UNCLAIMED` for
 * a person who has deleted their account. Ask before the transaction.
 *
 * @throws what `ensureAccount` throws.
 */
export async function receiverOf(
  needs: Needs,
  party: Party,
  currency: string,
  field: string,
): Promise<Result<Party, CreditRefusal>> {
  if (!needs.settings.currencies.includes(currency)) return notSupported(currency, 'amount');
  if (!('userId' in party)) return done(party);
  const state = await ensureAccount(needs, party.userId, currency);
  if (state === 'UNKNOWN') return notFound('There is no person with this id.', field);
  return done(state === 'GONE' ? UNCLAIMED : party);
}

/** Posts with a receiver, whose closed account nobody can pay into: then the money is unclaimed. */
export async function postToReceiver(
  receiver: Party,
  post: (to: Party) => Promise<PostingOutcome>,
): Promise<PostingOutcome> {
  const outcome = await post(receiver);
  const isClosed = outcome.state === 'REFUSED' && outcome.reason === 'CLOSED' && outcome.posting === 1;
  return isClosed ? post(UNCLAIMED) : outcome;
}
