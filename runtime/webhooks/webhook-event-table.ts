import type { Sql } from '../database/database.ts';

/** An event of a provider, with the bytes that the provider signed. */
export interface ReceivedWebhook {
  readonly provider: string;
  readonly id: string;
  readonly body: Buffer;
}

type EventKey = Pick<ReceivedWebhook, 'provider' | 'id'>;

const RETENTION_MS = 30 * 24 * 60 * 60 * 1_000;

/**
 * Records an event, in the transaction of its effect; false when it was recorded before. While another transaction is about
 * to record it, this waits for that one's end.
 */
export async function enterWebhookEvent(sql: Sql, { provider, id }: EventKey, now: Date): Promise<boolean> {
  const added = await sql.$executeRaw`
    INSERT INTO webhook_event (provider, id, received_at, handled_at) VALUES (${provider}, ${id}, ${now}, ${now})
    ON CONFLICT DO NOTHING`;
  return added === 1;
}

/** Deletes the events that no provider sends again. */
export async function pruneWebhookEvents(sql: Sql, now: Date): Promise<void> {
  await sql.$executeRaw`
    DELETE FROM webhook_event WHERE received_at < ${new Date(now.getTime() - RETENTION_MS)} AND due_at IS NULL`;
}
