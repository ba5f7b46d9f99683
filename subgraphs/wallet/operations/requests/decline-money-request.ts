import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { idInput } from '../ledger/money-input.ts';
import { openRequest, type RequestRefusal } from './open-request.ts';

const INPUT = z.object({ moneyRequestId: idInput });

interface Needs extends Pick<WalletContext, 'caller' | 'now'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

/** Declines a request to the viewer, or cancels one of theirs. Returns its id. */
export async function declineMoneyRequest(
  { caller, now, repository }: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | RequestRefusal>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  return repository.transaction(async (store): Promise<Result<string, RequestRefusal>> => {
    const at = now();
    const opened = await openRequest(store, viewerId, parsed.value.moneyRequestId, at);
    if (!opened.ok) return opened;
    const { id, payerId } = opened.value;
    const state = payerId === viewerId ? 'DECLINED' : 'CANCELLED';
    await store.settleRequest(id, { state, transactionId: null }, at);
    return done(id);
  });
}
