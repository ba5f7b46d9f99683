import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { type InvalidInput, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import { capture, findTooLarge, restOf } from '../holds/capture.ts';
import { findUncapturable, type UncapturableHold } from '../holds/hold-refusals.ts';
import type { AmountTooLarge } from '../ledger/find-transfer-limit.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { idInput, moneyInput, plainMoney } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { currencyMismatch, refusePosting } from '../ledger/posting-refusals.ts';
import { type CreditRefusal, postToReceiver, receiverOf } from './credit.ts';
import { partyInput } from './ledger-party.ts';

const INPUT = z.object({ holdId: idInput, amount: moneyInput.nullish(), to: partyInput, key: idempotencyKey });

/** What a capture leaves. */
interface Captured extends Readonly<Record<string, string>> {
  readonly holdId: string;
  readonly transactionId: string;
}

const REFUSALS = ['NotFound', 'SelfTransfer', 'CurrencyMismatch'] as const;

type Refusal =
  | InvalidInput
  | Extract<LedgerRefusal, RefusalOf<(typeof REFUSALS)[number]>>
  | CreditRefusal
  | AmountTooLarge
  | UncapturableHold;

interface Needs extends OnceNeeds, Pick<WalletContext, 'caller' | 'settings' | 'ask'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'personState' | 'visibleHolds'>;
}

const ALL = { id: '', isFinance: true };

const noSuchHold = () => notFound('There is no such hold of this domain.', 'holdId');

/**
 * Moves money that the calling domain has reserved, or a part of it, and releases the rest. It was promised before the account
 * was frozen, so it leaves a frozen account too.
 */
export async function captureFunds(
  context: Needs,
  raw: unknown,
): Promise<Replayable<Captured, Refusal | IdempotencyRefusal>> {
  const domain = callingDomain(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, holdId, amount: money, to } = parsed.value;
  const [found] = await context.repository.visibleHolds(ALL, [holdId]);
  if (found?.domain !== domain) return { ...noSuchHold(), isReplay: false };
  const receiver = await receiverOf(context, to, found.currency, 'to');
  if (!receiver.ok) return { ...receiver, isReplay: false };
  const input = { holdId, amount: money == null ? null : plainMoney(money), to };
  const call = { scope: domain, operation: 'captureFunds', key, input };
  return postOnce(context, call, async (store, noteChanged): Promise<Result<Captured, Refusal>> => {
    const now = context.now();
    const hold = await store.lockHold(holdId);
    if (hold === null) return noSuchHold();
    if (money != null && money.currency !== hold.currency) return currencyMismatch(money.currency, 'amount');
    const amount = money?.amount ?? restOf(hold);
    const refused = findUncapturable(hold, now) ?? findTooLarge(hold, amount);
    if (refused !== null) return refused;
    const order = { kind: 'CAPTURE', actorId: null, effectKey: `${domain}:captureFunds:${key}` } as const;
    const outcome = await postToReceiver(receiver.value, (party) =>
      capture(
        store,
        { hold, amount, isFinal: true, to: party, debit: { evenIfFrozen: true, evenIfClosed: true }, order },
        now,
      ),
    );
    if (outcome.state === 'REFUSED') {
      const missing = ['There is no such hold of this domain.', 'There is no person with this id.'];
      return refusePosting(outcome, { currency: hold.currency, paths: [['holdId'], ['to']], missing, now }, REFUSALS);
    }
    if (outcome.state === 'POSTED') noteChanged(outcome.accountIds);
    return done({ holdId, transactionId: outcome.transactionId });
  });
}
