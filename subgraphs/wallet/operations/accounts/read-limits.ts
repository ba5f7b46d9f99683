import type { Money } from '../../../../runtime/money/money.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import { endOfDay } from '../ledger/posting-refusals.ts';

/** How much may leave an account by the will of its owner. */
interface WalletLimit {
  readonly perTransfer: Money;
  readonly daily: Money;
  readonly remaining: Money;
  readonly resetsAt: Date;
}

interface Needs extends Pick<WalletContext, 'caller' | 'now' | 'settings'> {
  readonly repository: Pick<WalletContext['repository'], 'spentOn'>;
}

/** What the viewer may still send today, for each of their accounts. */
export async function readLimits({ caller, now, settings, repository }: Needs): Promise<WalletLimit[]> {
  const at = now();
  const accounts = await repository.spentOn(viewerOf(caller), at.toISOString().slice(0, 10));
  return accounts.map(({ currency, spent }) => ({
    perTransfer: { amount: settings.transferLimit, currency },
    daily: { amount: settings.dailyLimit, currency },
    // The limit may be lower than this morning.
    remaining: { amount: spent > settings.dailyLimit ? 0n : settings.dailyLimit - spent, currency },
    resetsAt: endOfDay(at),
  }));
}
