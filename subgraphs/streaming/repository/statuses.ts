import type { Prisma } from '../../../prisma/generated/streaming/client.ts';
import { createStoredLog } from '../../../runtime/live/stored-log.ts';
import { GIFTS_LOG_NAME, STATUS_LOG_NAME } from './log-names.ts';
import type { LiveStream } from './streams.ts';

/** That a stream came into a state. */
export interface StatusEntry extends Pick<LiveStream, 'state'> {
  readonly streamId: string;
  readonly changedAt: Date;
}

/** That a gift is paid. */
export interface GiftEntry {
  readonly giftId: string;
}

/** The log of states that `streamStatusChanged` follows. Access to it needs calls to friends, so it is checked outside. */
export const createStatusStore = (db: Prisma.TransactionClient) => ({
  statusLog: createStoredLog<Pick<LiveStream, 'state'>, StatusEntry>(db, {
    name: STATUS_LOG_NAME,
    permitted: async () => new Set(),
    entryOf: ({ key: streamId, data: { state }, createdAt: changedAt }) => ({ streamId, state, changedAt }),
  }),

  /** The log of gifts that `streamGiftSent` follows. Access to it is that to the stream, and is checked outside. */
  giftsLog: createStoredLog<GiftEntry, GiftEntry>(db, {
    name: GIFTS_LOG_NAME,
    permitted: async () => new Set(),
    entryOf: ({ data: { giftId } }) => ({ giftId }),
  }),
});
