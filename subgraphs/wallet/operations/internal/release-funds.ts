import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, type Replayable } from '../../../../runtime/idempotency/once.ts';
import { callingDomain } from '../../../../runtime/operations/calling-domain.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import { findSettled, type HoldSettled } from '../holds/hold-refusals.ts';
import { release } from '../holds/release-hold.ts';
import { idInput } from '../ledger/money-input.ts';
import { type OnceNeeds, postOnce } from '../ledger/post-once.ts';

const INPUT = z.object({ holdId: idInput, key: idempotencyKey });

type Refusal = InvalidInput | NotFound | HoldSettled;

type Needs = OnceNeeds & Pick<WalletContext, 'caller'>;

/** Ends a hold of the calling domain; one that is released or expired stays so. */
export async function releaseFunds(
  context: Needs,
  raw: unknown,
): Promise<Replayable<{ readonly holdId: string }, Refusal | IdempotencyRefusal>> {
  const domain = callingDomain(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { key, holdId } = parsed.value;
  const call = { scope: domain, operation: 'releaseFunds', key, input: { holdId } };
  return postOnce(context, call, async (store, noteChanged): Promise<Result<{ readonly holdId: string }, Refusal>> => {
    const hold = await store.lockHold(holdId);
    if (hold === null || hold.domain !== domain) return notFound('There is no such hold of this domain.', 'holdId');
    if (hold.state === 'CAPTURED') return findSettled(hold) ?? done({ holdId });
    noteChanged(await release(store, hold, context.now()));
    return done({ holdId });
  });
}
