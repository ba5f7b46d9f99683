import type { Sql } from '../database/database.ts';
import type { ReceivedWebhook } from './webhook-event-table.ts';

const SECOND_MS = 1_000;
const MIN_RETRY_MS = 5 * SECOND_MS;
const MAX_RETRY_MS = 10 * 60 * SECOND_MS;

/** How long an event waits for the object that it is about. */
export const MAX_WAITING_MS = 24 * 60 * 60 * SECOND_MS;

/** A waiting event that is due, locked by the transaction that found it. */
export interface WaitingEvent extends ReceivedWebhook {
  readonly receivedAt: Date;
  readonly attempts: number;
}

/** Keeps an event that could not be handled yet, to be tried again. */
export async function keepWaiting(
  sql: Sql,
  { provider, id, body }: ReceivedWebhook,
  now: Date,
  attempts = 1,
): Promise<void> {
  const dueAt = new Date(now.getTime() + Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** (attempts - 1)));
  await sql.$executeRaw`
    UPDATE webhook_event SET handled_at = NULL, body = ${body}, due_at = ${dueAt}, attempts = ${attempts}
    WHERE provider = ${provider} AND id = ${id}`;
}

/** Ends the waiting of an event: `handledAt` is null when it was in vain. */
export async function stopWaiting(
  sql: Sql,
  { provider, id }: Pick<ReceivedWebhook, 'provider' | 'id'>,
  handledAt: Date | null,
): Promise<void> {
  await sql.$executeRaw`
    UPDATE webhook_event SET handled_at = ${handledAt}, due_at = NULL, body = NULL
    WHERE provider = ${provider} AND id = ${id}`;
}

/** Locks the event that has been due for longest and that nobody else works on. */
export async function lockDueEvent(sql: Sql, now: Date): Promise<WaitingEvent | null> {
  const [row] = await sql.$queryRaw<
    { provider: string; id: string; body: Uint8Array; received_at: Date; attempts: number }[]
  >`SELECT provider, id, body, received_at, attempts FROM webhook_event
    WHERE due_at <= ${now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (row === undefined) return null;
  const { provider, id, body, received_at: receivedAt, attempts } = row;
  return { provider, id, body: Buffer.from(body), receivedAt, attempts };
}
