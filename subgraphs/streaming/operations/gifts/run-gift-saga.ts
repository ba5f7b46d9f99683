import { handleSaga, step } from '../../../../runtime/sagas/handle-saga.ts';
import type { WorkHandler } from '../../../../runtime/work/work-handler.ts';
import type { StreamingContext } from '../../context.ts';
import type { StreamGift } from '../../repository/gifts.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { type GiftState, giftSaga } from './gift-saga.ts';
import { chargeGift, type GiftCharge, shareGift, takeGiftFee } from './move-gift-money.ts';
import { announceGift, type GiftSignals, noteCharge } from './note-charge.ts';

interface Needs extends Pick<StreamingContext, 'ask' | 'now'>, GiftSignals {
  readonly repository: { findGift(id: string): PromiseLike<StreamGift | null> };
}

/**
 * The steps of the saga of a gift. The request that sends a gift charges its sender; where it ends before the answer is
 * recorded, the first step asks again under the same key.
 */
export function runGiftSaga({ repository, ask, now, streams }: Needs): WorkHandler<StreamingStore> {
  const giftOf = async (id: string): Promise<StreamGift> => {
    const gift = await repository.findGift(id);
    if (gift === null) throw new Error(`There is no gift ${id}.`);
    return gift;
  };
  return handleSaga(giftSaga, {
    now,
    states: {
      CHARGING: step<StreamingStore, GiftState, object, GiftCharge>({
        async call({ subject }) {
          const gift = await giftOf(subject);
          if (gift.transactionId !== null) return { transactionId: gift.transactionId };
          const { failureCode, available } = gift;
          return failureCode === null ? chargeGift(ask, gift) : { failureCode, available };
        },
        async run(store, { subject }, _sql, charge) {
          const streamId = await noteCharge(store, subject, charge, now());
          return {
            next: 'transactionId' in charge ? 'SHARING' : 'FAILED',
            ...(streamId === null ? {} : { afterCommit: () => announceGift({ streams }, streamId) }),
          };
        },
      }),
      SHARING: step<StreamingStore, GiftState, object>({
        async call({ subject }) {
          await shareGift(ask, await giftOf(subject));
        },
        run: async () => ({ next: 'TAKING_FEE' }),
      }),
      TAKING_FEE: step<StreamingStore, GiftState, object>({
        async call({ subject }) {
          await takeGiftFee(ask, await giftOf(subject));
        },
        async run(store, { subject }) {
          await store.setGiftSettled(subject);
          return { next: 'SETTLED' };
        },
      }),
      SETTLED: null,
      FAILED: null,
    },
  });
}
