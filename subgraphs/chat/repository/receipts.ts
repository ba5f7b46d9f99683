import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { changeOwn } from './own-change.ts';

/** Up to where a person has received or read. */
export interface ReceiptDraft {
  readonly conversationId: string;
  readonly userId: string;
  /** Beyond the newest message it means the newest. */
  readonly sequence: number;
  readonly at: Date;
}

/** How far members have received and read; moves forwards only. */
export function createReceiptStore(db: Prisma.TransactionClient) {
  return {
    /** Moves the read mark and logs it for the reader's own devices, in one statement; false when nothing moved. */
    markRead({ sequence, ...draft }: ReceiptDraft): Promise<boolean> {
      const upTo = sql`least(${sequence}::bigint, c.last_sequence)`;
      return changeOwn(db, {
        ...draft,
        kind: 'READ',
        set: sql`read_sequence = ${upTo}, delivered_sequence = greatest(m.delivered_sequence, ${upTo})`,
        where: sql`m.read_sequence < ${upTo}`,
      });
    },

    /** Moves the delivery mark; false when nothing moved. */
    async markDelivered({ conversationId, userId, sequence }: ReceiptDraft): Promise<boolean> {
      const moved = await db.$executeRaw`
        UPDATE member AS m SET delivered_sequence = least(${sequence}::bigint, c.last_sequence)
        FROM conversation AS c
        WHERE c.id = ${conversationId} AND m.conversation_id = c.id AND m.user_id = ${userId}
          AND m.delivered_sequence < least(${sequence}::bigint, c.last_sequence)`;
      return moved === 1;
    },
  };
}
