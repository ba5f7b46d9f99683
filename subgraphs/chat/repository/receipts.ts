import type { Prisma } from '../../../prisma/generated/chat/client.ts';

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
    /** Moves the read mark and tells the reader's own devices, in one statement; false when nothing moved. */
    async markRead({ conversationId, userId, sequence, at }: ReceiptDraft): Promise<boolean> {
      const moved = await db.$executeRaw`
        WITH moved AS (
          UPDATE member AS m SET read_sequence = least(${sequence}::bigint, c.last_sequence),
            delivered_sequence = greatest(m.delivered_sequence, least(${sequence}::bigint, c.last_sequence))
          FROM conversation AS c
          WHERE c.id = ${conversationId} AND m.conversation_id = c.id AND m.user_id = ${userId}
            AND m.read_sequence < least(${sequence}::bigint, c.last_sequence)
          RETURNING m.user_id
        ), head AS (
          INSERT INTO person_head AS h (user_id, sequence) SELECT user_id, 1 FROM moved
          ON CONFLICT (user_id) DO UPDATE SET sequence = h.sequence + 1 RETURNING user_id, sequence
        )
        INSERT INTO person_change (user_id, sequence, conversation_id, kind, created_at)
        SELECT user_id, sequence, ${conversationId}, 'READ', ${at} FROM head`;
      return moved === 1;
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
