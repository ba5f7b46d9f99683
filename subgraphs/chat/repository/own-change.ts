import type { Prisma } from '../../../prisma/generated/chat/client.ts';
import type { SqlFragment } from '../../../runtime/database/sql-fragment.ts';

/** A person's change of their own membership in a conversation. */
export interface OwnChange {
  readonly conversationId: string;
  readonly userId: string;
  readonly at: Date;
  readonly kind: 'READ' | 'SETTINGS_CHANGED';
  /** Assignments to columns of `member AS m`, beside `conversation AS c`. */
  readonly set: SqlFragment;
  /** Whether that changes anything. */
  readonly where: SqlFragment;
}

/** Changes a member's row and logs it for the person's own devices, in one statement; false when nothing changed. */
export async function changeOwn(
  db: Prisma.TransactionClient,
  { conversationId, userId, at, kind, set, where }: OwnChange,
): Promise<boolean> {
  const changed = await db.$executeRaw`
    WITH changed AS (
      UPDATE member AS m SET ${set}
      FROM conversation AS c
      WHERE c.id = ${conversationId} AND m.conversation_id = c.id AND m.user_id = ${userId} AND ${where}
      RETURNING m.user_id
    ), head AS (
      INSERT INTO person_head AS h (user_id, sequence) SELECT user_id, 1 FROM changed
      ON CONFLICT (user_id) DO UPDATE SET sequence = h.sequence + 1 RETURNING user_id, sequence
    )
    INSERT INTO person_change (user_id, sequence, conversation_id, kind, created_at)
    SELECT user_id, sequence, ${conversationId}, ${kind}, ${at} FROM head`;
  return changed === 1;
}
