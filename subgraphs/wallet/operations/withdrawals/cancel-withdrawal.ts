import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { WalletContext } from '../../context.ts';
import { release } from '../holds/release-hold.ts';
import { idInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';
import { withdrawalSaga } from './withdrawal-saga.ts';

const INPUT = z.object({ withdrawalId: idInput, idempotencyKey });

type Refusal =
  | InvalidInput
  | NotFound
  | (RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] });

/** Cancels a withdrawal of the viewer whose money has not left the account; it is available again. */
export async function cancelWithdrawal(
  context: OnceNeeds & Pick<WalletContext, 'caller' | 'signals'>,
  raw: unknown,
): Promise<Replayable<{ readonly withdrawalId: string }, Refusal | IdempotencyRefusal>> {
  const viewerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, withdrawalId } = parsed.value;
  const call = { scope: viewerId, operation: 'cancelWithdrawal', key, input: { withdrawalId } };
  const cancelled = await postOnce(
    context,
    call,
    async (store, noteChanged): Promise<Result<{ readonly withdrawalId: string }, Refusal>> => {
      const now = context.now();
      const withdrawal = await store.lockWithdrawal(withdrawalId);
      if (withdrawal?.ownerId !== viewerId) return notFound('There is no such withdrawal of yours.', 'withdrawalId');
      const { state, accountId, amount, createdAt } = withdrawal;
      if (state !== 'REQUESTED') return refuse(invalidState(state));
      const hold = await store.lockHold(withdrawal.holdId);
      if (hold !== null) noteChanged(await release(store, hold, now));
      await store.removeSpent(accountId, amount, createdAt);
      await store.updateWithdrawal(withdrawalId, { state: 'CANCELLED' }, now);
      await store.wakeSaga(withdrawalSaga, withdrawalId, now);
      return done({ withdrawalId });
    },
  );
  if (cancelled.ok && !cancelled.isReplay) await notifyWork(context.signals, 'wallet');
  return cancelled;
}

const invalidState = (from: string) =>
  ({
    __typename: 'InvalidState',
    message: 'The withdrawal cannot be cancelled any more.',
    path: ['input', 'withdrawalId'],
    from,
    allowed: ['REQUESTED'],
  }) as const;
