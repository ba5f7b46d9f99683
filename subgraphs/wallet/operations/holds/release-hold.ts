import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { holdExpired, holdReleased } from '../../events.ts';
import type { LockedHold, WalletStore } from '../../repository/index.ts';
import { announceBalances } from '../ledger/announce-balances.ts';
import { idInput } from '../ledger/money-input.ts';
import { findSettled, type HoldSettled } from './hold-refusals.ts';

const INPUT = z.object({ holdId: idInput });

type Refusal = InvalidInput | NotFound | HoldSettled;

interface Needs extends Pick<WalletContext, 'caller' | 'now' | 'streams'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

/** Ends a hold that the viewer has placed; one that is released or expired stays so. Returns its id. */
export async function releaseHold(context: Needs, raw: unknown): Promise<Result<string, Refusal>> {
  const { caller, now, repository } = context;
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { holdId } = parsed.value;
  let changed: readonly string[] = [];
  const result = await repository.transaction(async (store): Promise<Result<string, Refusal>> => {
    const hold = await store.lockHold(holdId);
    if (hold === null || hold.ownerId !== viewerId || hold.domain !== null)
      return notFound('There is no such hold of yours.', 'holdId');
    if (hold.state === 'CAPTURED') return findSettled(hold) ?? done(holdId);
    changed = await release(store, hold, now());
    return done(holdId);
  });
  await announceBalances(context, changed);
  return result;
}

/** Ends a locked hold if it is live; returns the accounts whose logs are to be announced after the commit. */
export async function release(
  store: Pick<WalletStore, 'releaseHold'>,
  { id, state, accountId, expiresAt }: Pick<LockedHold, 'id' | 'state' | 'accountId' | 'expiresAt'>,
  now: Date,
): Promise<readonly string[]> {
  if (state !== 'LIVE') return [];
  // Whether or not a sweep was here before: a hold whose time has passed has expired.
  const hasExpired = expiresAt <= now;
  const event = { id: newId('evt', now), type: (hasExpired ? holdExpired : holdReleased).name };
  await store.releaseHold(id, event, now, hasExpired ? 'EXPIRED' : 'RELEASED');
  return [accountId];
}
