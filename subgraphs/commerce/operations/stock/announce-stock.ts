import type { Signals } from '../../../../runtime/live/signals.ts';
import { stockTopic } from '../../events.ts';

/** Signals, after a commit, that the stock of variants has changed: subscribers read it again. May be lost. */
export async function announceStock(signals: Pick<Signals, 'notify'>, variantIds: readonly string[]): Promise<void> {
  await Promise.all([...new Set(variantIds)].map((id) => signals.notify(stockTopic(id), {})));
}
