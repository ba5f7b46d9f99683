import type { Prisma } from '../../../prisma/generated/auth/client.ts';

/** A message to be sent, its content encrypted. */
export interface OutgoingMessage {
  readonly id: string;
  readonly sealed: string;
  /** Keyed hash of the recipient's address. */
  readonly recipientHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A message that was taken to be sent. */
export interface TakenMessage extends Omit<OutgoingMessage, 'recipientHash'> {
  /** This one included. */
  readonly attempts: number;
}

/** Messages on their way. */
export function createMessageStore(db: Prisma.TransactionClient) {
  return {
    async addMessage({ id, sealed, recipientHash, createdAt, expiresAt }: OutgoingMessage): Promise<void> {
      await db.$executeRaw`
        INSERT INTO outgoing_message (id, sealed, recipient_hash, created_at, due_at, expires_at)
        VALUES (${id}, ${sealed}, ${recipientHash}, ${createdAt}, ${createdAt}, ${expiresAt})`;
    },

    /** Takes at most `limit` messages that are due, oldest first; nobody else gets them before `until`. */
    takeMessages(now: Date, until: Date, limit: number): Promise<TakenMessage[]> {
      return db.$queryRaw<TakenMessage[]>`
        UPDATE outgoing_message SET due_at = ${until}, attempts = attempts + 1
        WHERE id IN (
          SELECT id FROM outgoing_message WHERE due_at <= ${now} ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING id, sealed, created_at AS "createdAt", expires_at AS "expiresAt", attempts`;
    },

    /** Has the message tried again at `dueAt`. */
    async postponeMessage(id: string, dueAt: Date): Promise<void> {
      await db.$executeRaw`UPDATE outgoing_message SET due_at = ${dueAt} WHERE id = ${id}`;
    },

    async removeMessage(id: string): Promise<void> {
      await db.$executeRaw`DELETE FROM outgoing_message WHERE id = ${id}`;
    },
  };
}
