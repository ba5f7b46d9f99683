import type { CommerceContext } from '../../context.ts';
import { stockLow } from '../../events.ts';

/** Variants that one transaction publishes. */
const BATCH_SIZE = 100;

type Needs = Pick<CommerceContext, 'repository' | 'now'>;

/** Publishes of which variants few are left since the last call. */
export async function publishLowStock({ repository, now }: Needs, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const at = now();
    const published = await repository.transaction(async (store) => {
      const low = await store.noteLowStock(BATCH_SIZE);
      await store.announceAll(
        stockLow,
        low.map(({ available, ...variant }) => ({ ...variant, available: Number(available), at: at.toISOString() })),
        at,
      );
      return low.length;
    });
    if (published < BATCH_SIZE) return;
  }
}
