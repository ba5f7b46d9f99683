import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { currencyInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { openAccount } from './open-account.ts';

const INPUT = z.object({ currency: currencyInput, idempotencyKey });

type Refusal = InvalidInput | RefusalOf<'CurrencyNotSupported'>;

type Needs = OnceNeeds & Pick<WalletContext, 'caller' | 'settings'>;

/** Opens the viewer's account in a currency, or opens it again when it is closed. Returns its id. */
export async function openWalletAccount(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly accountId: string }, Refusal | IdempotencyRefusal>> {
  const { caller, settings, now } = context;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, currency } = parsed.value;
  if (!settings.currencies.includes(currency)) return { ...notSupported(currency), isReplay: false };
  const call = { scope: viewerId, operation: 'openWalletAccount', key, input: { currency } };
  return postOnce(
    context,
    call,
    async (store, noteChanged): Promise<Result<{ readonly accountId: string }, Refusal>> => {
      await openAccount(store, viewerId, currency, now());
      const [account] = (await store.accountsOf([viewerId])).filter((one) => one.currency === currency);
      if (account === undefined) throw new Error('The account of a person who is being erased cannot be opened.');
      if (await store.changeState(account.id, ['CLOSED'], 'OPEN', now())) noteChanged([account.id]);
      return done({ accountId: account.id });
    },
  );
}

/** The refusal of a currency that this system does not have. */
export const notSupported = (currency: string, ...path: string[]) =>
  refuse<RefusalOf<'CurrencyNotSupported'>>({
    __typename: 'CurrencyNotSupported',
    message: `Accounts in ${currency} are not supported.`,
    path: ['input', ...(path.length === 0 ? ['currency'] : path)],
  });
