import { fault } from '../../../../runtime/executor/faults.ts';
import { createChannel } from '../../../../runtime/streams/channel.ts';
import type { CommerceContext } from '../../context.ts';
import { stockTopic } from '../../events.ts';
import type { CommerceRepository } from '../../repository/index.ts';

/** What everybody may know of the stock of a variant. */
export type StockLevel = NonNullable<Awaited<ReturnType<CommerceRepository['openStock']>>>;

/** At most two events a second. */
const INTERVAL_MS = 500;

/** Lost signals and what changes without one, such as a suspension, are noticed within this time. */
const POLL_MS = 2_000;

interface Needs extends Pick<CommerceContext, 'signals'> {
  readonly repository: Pick<CommerceContext['repository'], 'openStock'>;
}

/**
 * The stock of a variant that is on sale: as it is, then each change. Ends when it is no longer on sale.
 *
 * @throws a fault `NOT_FOUND` for any other variant.
 */
export async function watchStock(
  { signals, repository }: Needs,
  variantId: string,
  intervals = { everyMs: INTERVAL_MS, pollMs: POLL_MS },
): Promise<AsyncIterableIterator<StockLevel>> {
  const first = await repository.openStock(variantId);
  if (first === null) throw fault('NOT_FOUND', 'No such variant.');
  const channel = createChannel<StockLevel>({ keepLast: true });
  let last = first;
  channel.push(first);

  let isRequested = false;
  let pause: NodeJS.Timeout | null = null;
  const read = async (): Promise<void> => {
    const current = await repository.openStock(variantId);
    if (current === null) channel.end();
    else if (!isSame(current, last)) {
      last = current;
      channel.push(current);
    }
  };
  /** Reads now, or when the interval is over: requests in between share a read, and one follows every request. */
  const request = (): void => {
    isRequested = true;
    if (pause !== null) return;
    isRequested = false;
    pause = setTimeout(() => {
      pause = null;
      if (isRequested) request();
    }, intervals.everyMs);
    pause.unref();
    // What cannot be read now is read at the next poll.
    read().catch(() => undefined);
  };
  const unsubscribe = signals.on(stockTopic(variantId), request);
  const timer = setInterval(request, intervals.pollMs);
  timer.unref();
  return channel.iterate(() => {
    clearInterval(timer);
    if (pause !== null) clearTimeout(pause);
    isRequested = false;
    unsubscribe();
  });
}

const isSame = (one: StockLevel, other: StockLevel): boolean =>
  one.stockPolicy === other.stockPolicy && one.onHand === other.onHand && one.reserved === other.reserved;
