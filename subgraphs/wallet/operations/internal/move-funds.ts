import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import type { LedgerRefusal } from '../ledger/ledger-refusal.ts';
import { moneyInput, plainMoney, referenceInput } from '../ledger/money-input.ts';
import { postFreeingHolds } from '../ledger/post-freeing-holds.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { refusePosting } from '../ledger/posting-refusals.ts';
import { type CreditRefusal, postToReceiver, receiverOf } from './credit.ts';
import { partyInput } from './ledger-party.ts';

const INPUT = z.object({
  from: partyInput,
  to: partyInput,
  amount: moneyInput,
  reference: referenceInput,
  key: idempotencyKey,
});

const REFUSALS = ['NotFound', 'SelfTransfer', 'AccountClosed', 'AccountFrozen', 'InsufficientFunds'] as const;

type Refusal = InvalidInput | Extract<LedgerRefusal, RefusalOf<(typeof REFUSALS)[number]>> | CreditRefusal;

interface Needs extends OnceNeeds, Pick<WalletContext, 'caller' | 'settings' | 'ask'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'personState'>;
}

/** Moves money between people and accounts of the platform, for a domain that has the right to. */
export async function moveFunds(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly transactionId: string }, Refusal | IdempotencyRefusal>> {
  const domain = callingDomain(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, from, to, amount: money, reference } = parsed.value;
  if (JSON.stringify(from) === JSON.stringify(to)) return { ...toItself, isReplay: false };
  const receiver = await receiverOf(context, to, money.currency, 'to');
  if (!receiver.ok) return { ...receiver, isReplay: false };
  const { amount, currency } = money;
  const call = {
    scope: domain,
    operation: 'moveFunds',
    key,
    input: { from, to, amount: plainMoney(money), reference },
  };
  return postOnce(
    context,
    call,
    async (store, noteChanged): Promise<Result<{ readonly transactionId: string }, Refusal>> => {
      const now = context.now();
      const order = {
        kind: 'MOVE',
        currency,
        actorId: null,
        reference,
        effectKey: `${domain}:moveFunds:${key}`,
      } as const;
      const outcome = await postToReceiver(receiver.value, (party) =>
        postFreeingHolds(
          store,
          {
            ...order,
            postings: [
              { party: from, amount: -amount },
              { party, amount },
            ],
          },
          now,
        ),
      );
      if (outcome.state === 'REFUSED') {
        const missing = ['There is no account of this person.', 'There is no person with this id.'];
        return refusePosting(outcome, { currency, paths: [['from'], ['to']], missing, now }, REFUSALS);
      }
      if (outcome.state === 'POSTED') noteChanged(outcome.accountIds);
      return done({ transactionId: outcome.transactionId });
    },
  );
}

const toItself = refuse<RefusalOf<'SelfTransfer'>>({
  __typename: 'SelfTransfer',
  message: 'Payer and payee are the same.',
  path: ['input', 'to'],
});
