import { type IdempotencyRefusal, once, type Replayable } from '../../../../runtime/idempotency/once.ts';
import type { RefusalOf, Result } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import type { WalletStore } from '../../repository/index.ts';
import { announceBalances } from './announce-balances.ts';

/** The parts of the context by which money moves once for each key. */
export interface OnceNeeds extends Pick<WalletContext, 'now' | 'streams'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

/** One call of an operation of the ledger. */
export interface LedgerCall {
  /** The viewer, or the domain that calls. */
  readonly scope: string;
  readonly operation: string;
  readonly key: string;
  readonly input: unknown;
}

/** How long the outcome of a call is kept where money moves. */
export const RETENTION_DAYS = 30;

/**
 * Runs an effect once for each key, and signals the accounts that it names as changed after the commit.
 *
 * @throws what `once` throws.
 */
export async function postOnce<Ids extends Readonly<Record<string, string | null>>, Refusal extends RefusalOf<string>>(
  needs: OnceNeeds,
  call: LedgerCall,
  effect: (store: WalletStore, noteChanged: (accountIds: readonly string[]) => void) => Promise<Result<Ids, Refusal>>,
): Promise<Replayable<Ids, Refusal | IdempotencyRefusal>> {
  const changed = new Set<string>();
  const noteChanged = (accountIds: readonly string[]): void => {
    for (const accountId of accountIds) changed.add(accountId);
  };
  const outcome = await once(needs, { ...call, retentionDays: RETENTION_DAYS }, (store: WalletStore) =>
    effect(store, noteChanged),
  );
  if (!outcome.isReplay) await announceBalances(needs, [...changed]);
  return outcome;
}
