import type { StreamingContext } from '../../context.ts';
import { GIFTS_LOG, giftSent } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { GiftCharge } from './move-gift-money.ts';

/** The parts of the store that record what wallet says of a gift. */
export type ChargeStore = Pick<StreamingStore, 'setGiftPaid' | 'setGiftFailed' | 'appendToLogs' | 'announce'>;

/**
 * Records in one transaction that a gift is paid, and shows it: once, whoever records it. Or that it never will be. Returns
 * the id of the stream whose viewers are to be signalled after the commit; null when nothing is shown.
 */
export async function noteCharge(
  store: ChargeStore,
  giftId: string,
  charge: GiftCharge,
  now: Date,
): Promise<string | null> {
  if (!('transactionId' in charge)) {
    await store.setGiftFailed(giftId, charge);
    return null;
  }
  const gift = await store.setGiftPaid(giftId, charge.transactionId, now);
  if (gift === null) return null;
  const { streamId, senderId, recipientId, name, emoji, quantity, amount, currency } = gift;
  await store.appendToLogs([{ log: GIFTS_LOG.name, key: streamId, people: [], data: { giftId } }], now);
  if (senderId !== null && recipientId !== null) {
    const fact = { giftId, streamId, senderId, hostId: recipientId, gift: `${emoji} ${name}`, quantity };
    await store.announce(giftSent, { ...fact, amount: amount.toString(), currency, at: now.toISOString() }, now);
  }
  return streamId;
}

/** What signals the subscribers of gifts. */
export interface GiftSignals {
  readonly streams: Pick<StreamingContext['streams'], 'announce'>;
}

/** Signals the subscribers of a stream's gifts. */
export const announceGift = ({ streams }: GiftSignals, streamId: string): Promise<void> =>
  streams.announce(GIFTS_LOG, streamId);
